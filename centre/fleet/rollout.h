// SPDX-License-Identifier: Apache-2.0
// One change for many endpoints in waves: the first few, and the next twice as many only when those are well.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "centre/fleet/fleet.h"
#include "centre/loop/moment.h"
#include "contract/condition.h"
#include "contract/config.h"

namespace diemcau::centre {

// Waiting: its wave has not come. Away: it was offline when it was pushed to, and will take it when it is back.
// Superseded: somebody pushed another version meanwhile. Unhealthy: committed, and something is wrong that was not
// before. Undone: the old content was pushed as a new version.
enum class RolloutStep {
  Waiting,
  Pushed,
  OnTrial,
  Committed,
  Away,
  Superseded,
  NotPushed,
  Refused,
  RolledBack,
  TimedOut,
  Unhealthy,
  Undone,
};
[[nodiscard]] std::string_view nameOf(RolloutStep step);

// Stopped: by hand, or because too many failed.
enum class RolloutState { Running, Done, Stopped };
[[nodiscard]] std::string_view nameOf(RolloutState state);

struct RolloutTarget {
  std::string endpoint;
  Site site;
  ConfigBody before;
  ConfigBody after;
  RolloutStep step = RolloutStep::Waiting;
  std::uint64_t version = 0;  // as pushed; 0: not yet
  std::string detail;         // of a failure

  bool online_before = false;
  std::set<ConditionType> wrong_before;  // of level error and worse
  SteadyTime pushed_at{};
  std::optional<SteadyTime> committed_at;
};

// A pure rule over what the fleet shows. Bound to the loop's thread.
class Rollout {
 public:
  // How long a version may take from the push until it is committed: the endpoint's own trial, and the way.
  static constexpr std::chrono::seconds kCommitWithin{100};
  static constexpr std::chrono::seconds kSettled{5};
  static constexpr std::chrono::seconds kHealthyWithin{30};

  // Stops as soon as more than `most_failures` failed.
  Rollout(std::vector<RolloutTarget> targets, std::size_t first, std::size_t most_failures);

  // The targets whose turn it is, to be pushed to now; none while those before are not decided.
  [[nodiscard]] std::vector<std::size_t> due();
  void pushed(std::size_t index, std::uint64_t version, const Endpoint& endpoint, const Moment& now);
  void notPushed(std::size_t index, std::string detail);
  void undone(std::size_t index) { targets_.at(index).step = RolloutStep::Undone; }
  // Judges those that were pushed to; whether anything changed.
  bool look(Fleet& fleet, const Moment& now);
  void stop() { stopped_ = true; }

  [[nodiscard]] RolloutState state() const;
  [[nodiscard]] const std::vector<RolloutTarget>& targets() const { return targets_; }
  // Those that have, or may still take, what was pushed.
  [[nodiscard]] std::vector<std::size_t> toUndo() const;

 private:
  [[nodiscard]] std::size_t failures() const;
  [[nodiscard]] bool waveDecided() const;

  std::vector<RolloutTarget> targets_;
  std::size_t wave_;      // size of the next
  std::size_t next_ = 0;  // first target that has not been due
  std::size_t most_failures_;
  bool stopped_ = false;
};

}  // namespace diemcau::centre
