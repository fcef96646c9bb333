// SPDX-License-Identifier: Apache-2.0
// Takes the segments that are missing of what was received, piece by piece.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "centre/recording/run_files.h"
#include "contract/result.h"

namespace diemcau::centre {

// A segment that is asked for, and how much of it is there.
struct SegmentWish {
  bool wanted = false;
  std::uint64_t offset = 0;  // bytes

  friend bool operator==(const SegmentWish&, const SegmentWish&) = default;
};

// Part of a segment: `bytes` are what stands from `offset` on in it, of `total`.
struct SegmentPiece {
  std::uint64_t offset = 0;
  std::uint64_t total = 0;
  std::string_view bytes;
};

// Thread-safe; blocks as long as the disk does. `site` and `run` are names of directories: checked before.
class SegmentInbox {
 public:
  explicit SegmentInbox(std::filesystem::path recordings) : recordings_(std::move(recordings)) {}

  [[nodiscard]] SegmentWish ask(const std::string& site, const std::string& run, const OfferedSegment& segment);
  // A piece that does not go on where the last one ended changes nothing; the answer says where to go on. With its
  // last piece the segment is there, on the disk. Errors: recording.piece_malformed, recording.not_written.
  [[nodiscard]] Result<SegmentWish> put(const std::string& site, const std::string& run, const OfferedSegment& segment,
                                        const SegmentPiece& piece);

 private:
  [[nodiscard]] SegmentWish wishFor(const std::string& site, const std::string& run, const OfferedSegment& segment);

  const std::filesystem::path recordings_;
  std::mutex mutex_;
  std::map<std::string, ReceivedRun> runs_;  // by site: the one that was asked for last
};

}  // namespace diemcau::centre
