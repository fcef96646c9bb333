// SPDX-License-Identifier: Apache-2.0
// A segment of the recording that grows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "contract/result.h"
#include "contract/unique_fd.h"
#include "daemon/recording/segment_file.h"

namespace diemcau::media {

// What is written is on the disk after sync(), whatever happens then. Once a member has failed the file is left as it
// is: readable up to its last whole chunk. Blocks as long as the disk does. Thread-bound. Errors:
// recording.not_written with the system's reason.
class SegmentWriter {
 public:
  // A new file, 0600, and its name in the directory on the disk.
  [[nodiscard]] static Result<std::unique_ptr<SegmentWriter>> create(const std::filesystem::path& file,
                                                                     const recording::Key& key,
                                                                     const recording::SegmentHeader& header);

  // Whole transport-stream packets. Writes what makes a whole chunk, and keeps the rest for later.
  [[nodiscard]] Result<void> write(std::span<const std::uint8_t> packets);
  // All of it, to the disk.
  [[nodiscard]] Result<void> sync();
  // The same, and nothing follows.
  [[nodiscard]] Result<void> finish();
  // Of the file.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  SegmentWriter(UniqueFd fd, const recording::Key& key, const recording::SegmentHeader& header)
      : fd_(std::move(fd)), sealer_(key, header) {}

  [[nodiscard]] Result<void> seal(bool last);
  [[nodiscard]] Result<void> append(std::span<const std::uint8_t> bytes);
  [[nodiscard]] Result<void> flush();

  const UniqueFd fd_;
  recording::SegmentSealer sealer_;
  std::vector<std::uint8_t> content_;  // of the next chunk
  std::vector<std::uint8_t> chunk_;
  std::uint64_t bytes_ = 0;
};

}  // namespace diemcau::media
