// SPDX-License-Identifier: Apache-2.0
// Whether a worker is there, and how often it has come back by itself.
#include "daemon/agent/worker_life.h"

#include <format>
#include <utility>

namespace diemcau::agent {

WorkerLife::WorkerLife(const base::Clock& clock, ConditionType down, ConditionType restarted, WorkerRecord record)
    : clock_(clock), down_type_(down), restarted_type_(restarted), record_(std::move(record)), down_since_(now()) {}

void WorkerLife::appeared(const std::string& owner) {
  if (!record_.owner.empty() && record_.owner != owner) {
    ++record_.restarts;
    restarted_at_ = now();
  }
  record_.owner = owner;
  up_ = true;
  seen_ = true;
}

void WorkerLife::vanished() {
  if (up_) down_since_ = now();
  up_ = false;
}

std::vector<Condition> WorkerLife::conditions() const {
  std::vector<Condition> conditions;
  const base::BootTime boot = clock_.boot();
  if (!up_ && (seen_ || boot - down_since_.boot >= kStartGrace)) {
    conditions.push_back(makeCondition(down_type_, down_since_.wall));
  }
  if (restarted_at_ && boot - restarted_at_->boot < kRestartHeld) {
    conditions.push_back(makeCondition(restarted_type_, restarted_at_->wall, std::format("{}", record_.restarts)));
  }
  return conditions;
}

}  // namespace diemcau::agent
