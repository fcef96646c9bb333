// SPDX-License-Identifier: Apache-2.0
// The thread "guard": looks after what is overdue.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// Calls `tick` when it is due; tick returns when it is due next. While the sources give what they should,
// that is some ten times a second.
class GuardThread {
 public:
  explicit GuardThread(std::function<MediaTime(MediaTime now)> tick);
  ~GuardThread();
  GuardThread(const GuardThread&) = delete;
  GuardThread& operator=(const GuardThread&) = delete;

  // The due time may have come nearer: tick now. Thread-safe.
  void wake();

 private:
  void run();

  const std::function<MediaTime(MediaTime)> tick_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool wake_ = false;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace diemcau::media
