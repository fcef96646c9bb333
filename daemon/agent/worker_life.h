// SPDX-License-Identifier: Apache-2.0
// Whether a worker is there, and how often it has come back by itself.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"
#include "daemon/base/clock.h"

namespace diemcau::agent {

// What the agent hands on to its own next run.
struct WorkerRecord {
  std::string owner;  // the last unique name on the bus
  std::uint32_t restarts = 0;

  friend bool operator==(const WorkerRecord&, const WorkerRecord&) = default;
};

// A restart is a new owner of the worker's bus name after another one; the first owner ever seen is
// none. Pure state: told what happened, asked what holds.
class WorkerLife {
 public:
  // How long the agent's first look waits for a worker that starts beside it.
  static constexpr std::chrono::seconds kStartGrace{5};
  // How long a restart is worth telling.
  static constexpr std::chrono::seconds kRestartHeld{60};

  // `clock` outlives this.
  WorkerLife(const base::Clock& clock, ConditionType down, ConditionType restarted, WorkerRecord record);

  void appeared(const std::string& owner);
  void vanished();

  [[nodiscard]] bool up() const { return up_; }
  [[nodiscard]] std::uint32_t restarts() const { return record_.restarts; }
  [[nodiscard]] const WorkerRecord& record() const { return record_; }
  [[nodiscard]] std::vector<Condition> conditions() const;

 private:
  struct Moment {
    base::BootTime boot{};
    Timestamp wall{};
  };
  [[nodiscard]] Moment now() const { return {clock_.boot(), clock_.wall()}; }

  const base::Clock& clock_;
  ConditionType down_type_;
  ConditionType restarted_type_;
  WorkerRecord record_;
  bool up_ = false;
  bool seen_ = false;
  Moment down_since_;
  std::optional<Moment> restarted_at_;
};

}  // namespace diemcau::agent
