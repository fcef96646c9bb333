// SPDX-License-Identifier: Apache-2.0
// Rounds over all adapters.
#include "daemon/screen/cec/power_watch.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "contract/proof_reason.h"

namespace diemcau::screen {
namespace {

// A message takes some 60 ms of a wire that remote controls share.
constexpr std::chrono::seconds kEvery{5};

std::vector<DisplayPower> askAll() {
  std::vector<DisplayPower> all;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator("/dev", none)) {
    if (!entry.path().filename().string().starts_with("cec")) continue;
    const CecAdapter adapter(entry.path());
    if (adapter.isOutput()) all.push_back({adapter.connector(), adapter.ask()});
  }
  return all;
}

}  // namespace

PowerAnswer powerOf(const std::vector<DisplayPower>& round, const std::vector<ConnectorId>& used) {
  PowerAnswer all{ProofState::Unknown, detailOf(ProofReason::CecNoAdapter)};
  for (const auto& [connector, answer] : round) {
    if (connector && !std::ranges::contains(used, *connector)) continue;
    if (answer.awake == ProofState::No) return answer;
    if (all.awake == ProofState::Unknown) all = answer;
  }
  return all;
}

PowerWatch::PowerWatch() : thread_([this] { run(); }) { pthread_setname_np(thread_.native_handle(), "cec"); }

PowerWatch::~PowerWatch() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

PowerAnswer PowerWatch::last(const std::vector<ConnectorId>& used) const {
  const std::lock_guard lock(mutex_);
  if (!last_) return {ProofState::Unknown, detailOf(ProofReason::CecNotAsked)};
  return powerOf(*last_, used);
}

void PowerWatch::run() {
  std::unique_lock lock(mutex_);
  while (!end_) {
    lock.unlock();
    std::vector<DisplayPower> round = askAll();
    lock.lock();
    last_ = std::move(round);
    ended_.wait_for(lock, kEvery, [this] { return end_; });
  }
}

}  // namespace diemcau::screen
