// SPDX-License-Identifier: Apache-2.0
// A named thread for work that blocks.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace diemcau::media {

// Does one thing after the other. All members are thread-safe.
class Worker {
 public:
  // `name` as the kernel shows it: at most 15 bytes.
  explicit Worker(const std::string& name);
  // Does what was posted before, then ends.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void post(std::function<void()> work);

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> work_;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace diemcau::media
