// SPDX-License-Identifier: Apache-2.0
// The recording's directory: new segments at one end, the oldest deleted at the other.
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>

#include "contract/media_plan.h"
#include "contract/result.h"
#include "daemon/media/record/segment_writer.h"
#include "daemon/recording/segment_list.h"

namespace diemcau::media {

// Segments of all runs count; the one that is being written is never deleted. Thread-bound. Errors: recording.*, with
// the system's reason.
class SegmentRing {
 public:
  // Takes up what is kept there, and makes the directory of `run` where it is not there.
  [[nodiscard]] static Result<std::unique_ptr<SegmentRing>> open(const RecordingPlan& plan, const std::string& run);

  // A new segment of the run; the one before is then one of those that are kept.
  [[nodiscard]] Result<SegmentWriter*> begin(const recording::SegmentHeader& header);
  // The segment that is being written, ended: whole, or as it is where that failed.
  [[nodiscard]] Result<void> end();
  // Deletes the oldest until the quota is kept and the disk has room left for others. Error too where the disk lacks
  // that and nothing is left to delete.
  [[nodiscard]] Result<void> makeRoom();

  [[nodiscard]] std::uint64_t bytes() const;
  [[nodiscard]] std::uint32_t segments() const;

 private:
  struct Kept {
    std::filesystem::path path;
    std::uint64_t bytes = 0;
  };

  SegmentRing(const RecordingPlan& plan, std::filesystem::path run_directory);

  [[nodiscard]] Result<void> removeOldest();

  const std::filesystem::path directory_;
  const std::filesystem::path run_directory_;
  const std::uint64_t quota_;  // bytes
  recording::Key key_{};
  std::deque<Kept> kept_;  // the oldest first
  std::uint64_t kept_bytes_ = 0;
  std::filesystem::path current_path_;
  std::unique_ptr<SegmentWriter> current_;
};

}  // namespace diemcau::media
