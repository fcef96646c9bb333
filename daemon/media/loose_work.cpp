// SPDX-License-Identifier: Apache-2.0
// Detached threads, counted.
#include "daemon/media/loose_work.h"

#include <pthread.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

namespace diemcau::media {
namespace {

constexpr std::chrono::seconds kLetGoWithin{3};

}  // namespace

struct LooseWork::Running {
  std::mutex mutex;
  std::condition_variable ended;
  std::multiset<MediaTime> since;
};

LooseWork::LooseWork() : running_(std::make_shared<Running>()) {}

LooseWork::~LooseWork() {
  std::unique_lock lock(running_->mutex);
  running_->ended.wait_for(lock, kLetGoWithin, [&] { return running_->since.empty(); });
}

void LooseWork::start(const char* name, std::function<void()> work) {
  const MediaTime now = mediaNow();
  {
    const std::lock_guard lock(running_->mutex);
    running_->since.insert(now);
  }
  std::thread thread([running = running_, now, work = std::move(work)]() mutable {
    work();
    work = nullptr;
    const std::lock_guard lock(running->mutex);
    running->since.erase(running->since.find(now));
    running->ended.notify_all();
  });
  ::pthread_setname_np(thread.native_handle(), name);
  thread.detach();
}

MediaTime LooseWork::oldest() const {
  const std::lock_guard lock(running_->mutex);
  return running_->since.empty() ? MediaTime{} : mediaNow() - *running_->since.begin();
}

}  // namespace diemcau::media
