// SPDX-License-Identifier: Apache-2.0
// One file of a recording: new, written in order, never replaced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "contract/result.h"
#include "contract/timestamp.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {

// Thread-bound. Blocks as long as the disk does.
class RecordingFile {
 public:
  // Makes DIRECTORY/<start>.ts, where the run is known <start>-<run>.ts, or the same with -2 and so on when there is
  // one already, and the directory. Errors: recording.not_created with the system's reason.
  [[nodiscard]] static Result<std::unique_ptr<RecordingFile>> create(const std::filesystem::path& directory,
                                                                     Timestamp start, const std::string& run = {});

  // All of it, or recording.not_written with the system's reason; then a part may have been written.
  [[nodiscard]] Result<void> write(std::string_view bytes);
  void remove();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  RecordingFile(UniqueFd fd, std::filesystem::path path) : fd_(std::move(fd)), path_(std::move(path)) {}

  UniqueFd fd_;
  std::filesystem::path path_;
  std::uint64_t size_ = 0;  // bytes
};

// The file's name without a number: UTC in ISO 8601's basic form, which every file system takes.
[[nodiscard]] std::string recordingName(Timestamp start);

}  // namespace diemcau::centre
