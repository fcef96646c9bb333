// SPDX-License-Identifier: Apache-2.0
// Waiting for what is due.
#include "daemon/media/guard/guard_thread.h"

#include <pthread.h>

#include <utility>

namespace diemcau::media {

GuardThread::GuardThread(std::function<MediaTime(MediaTime now)> tick)
    : tick_(std::move(tick)), thread_([this] { run(); }) {
  ::pthread_setname_np(thread_.native_handle(), "guard");
}

GuardThread::~GuardThread() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    wake_ = true;
  }
  woken_.notify_one();
  thread_.join();
}

void GuardThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    wake_ = true;
  }
  woken_.notify_one();
}

void GuardThread::run() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    lock.unlock();
    const MediaTime due = tick_(mediaNow());
    lock.lock();
    woken_.wait_until(lock, std::chrono::steady_clock::time_point(due), [&] { return wake_; });
    wake_ = false;
  }
}

}  // namespace diemcau::media
