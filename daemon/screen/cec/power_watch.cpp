// SPDX-License-Identifier: Apache-2.0
// Rounds over all adapters.
#include "daemon/screen/cec/power_watch.h"

#include <pthread.h>

#include <chrono>
#include <filesystem>

namespace diemcau::screen {
namespace {

// A message takes some 60 ms of a wire that remote controls share.
constexpr std::chrono::seconds kEvery{5};

PowerAnswer askAll() {
  PowerAnswer all{ProofState::Unknown, "CEC: no adapter with a display"};
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/dev", none)) {
    if (!entry.path().filename().string().starts_with("cec")) continue;
    const CecAdapter adapter(entry.path());
    if (!adapter.isOutput()) continue;
    PowerAnswer answer = adapter.ask();
    if (answer.awake == ProofState::No) return answer;
    if (all.awake == ProofState::Unknown) all = std::move(answer);
  }
  return all;
}

}  // namespace

PowerWatch::PowerWatch() : thread_([this] { run(); }) { pthread_setname_np(thread_.native_handle(), "cec"); }

PowerWatch::~PowerWatch() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

PowerAnswer PowerWatch::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void PowerWatch::run() {
  std::unique_lock lock(mutex_);
  while (!end_) {
    lock.unlock();
    PowerAnswer answer = askAll();
    lock.lock();
    last_ = std::move(answer);
    ended_.wait_for(lock, kEvery, [this] { return end_; });
  }
}

}  // namespace diemcau::screen
