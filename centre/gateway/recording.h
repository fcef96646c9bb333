// SPDX-License-Identifier: Apache-2.0
// What one connection sent, on its way to disk, without ever waiting for the disk.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "centre/gateway/gateway.h"
#include "centre/gateway/recording_file.h"

namespace diemcau::centre {

struct RecordingLimits {
  std::size_t queue_bytes = 8 * 1024 * 1024;  // what waits for a slow disk before bytes are lost
  std::chrono::milliseconds retry = std::chrono::seconds(5);
};

struct RecordingView {
  RecordingState state = RecordingState::Idle;
  std::uint64_t bytes = 0;  // in all its files
  std::string file;         // the newest
  std::string detail;       // why it failed
};

// One file as long as all goes well: exactly the bytes appended. When the disk fails or falls behind, that
// file ends there, what comes is lost for `retry`, and a new file begins: each file is without gaps. A file
// that failed right at its beginning is removed, so that a full disk does not fill with names.
//
// append, end and view are thread-safe and do not wait for the disk; `write` belongs to the one writing thread.
class Recording {
 public:
  // `run` is part of the files' names; empty where it is not known.
  Recording(std::filesystem::path directory, RecordingLimits limits, std::string run = {})
      : directory_(std::move(directory)), limits_(limits), run_(std::move(run)) {}

  // How many bytes are now waiting.
  std::size_t append(std::string_view bytes);
  // No more will come.
  void end();
  [[nodiscard]] RecordingView view() const;

  // Writes what waits. False: it has ended and all is done.
  bool write(std::chrono::steady_clock::time_point now);

 private:
  Result<void> writeNow(std::string_view bytes);
  void failWith(std::string detail, std::chrono::steady_clock::time_point now);

  const std::filesystem::path directory_;
  const RecordingLimits limits_;
  const std::string run_;

  mutable std::mutex mutex_;  // of the following
  std::string waiting_;
  bool overrun_ = false;
  bool ended_ = false;
  RecordingView view_;

  // The writing thread's.
  std::string taken_;
  std::unique_ptr<RecordingFile> file_;
  std::chrono::steady_clock::time_point retry_at_{};
};

}  // namespace diemcau::centre
