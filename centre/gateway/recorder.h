// SPDX-License-Identifier: Apache-2.0
// The thread that writes the recordings.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "centre/gateway/recording.h"

namespace diemcau::centre {

// Thread-safe. The one thread writes all recordings in turn, so that a slow disk costs one thread and
// nothing else.
class Recorder {
 public:
  explicit Recorder(std::filesystem::path directory, RecordingLimits limits = {});
  // Ends all recordings, writes what waits, joins the thread.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // A recording below <directory>/<site code>; no file is made before the first bytes.
  [[nodiscard]] std::shared_ptr<Recording> begin(const std::string& site_code, const std::string& run = {});
  // Bytes of a recording of this recorder; they are on their way to the disk within 200 ms.
  void append(Recording& recording, std::string_view bytes);

 private:
  void run();

  const std::filesystem::path directory_;
  const RecordingLimits limits_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::shared_ptr<Recording>> recordings_;
  bool much_waits_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace diemcau::centre
