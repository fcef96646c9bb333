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
#include <utility>
#include <vector>

#include "centre/fleet/fleet.h"
#include "centre/loop/moment.h"
#include "contract/condition.h"
#include "contract/config.h"

namespace diemcau::centre {

// Waiting: its wave has not come. Away: it was offline when it was pushed to, and will take it when it is back.
// Superseded: somebody pushed another version meanwhile. Overtaken: another version came before what was to be pushed,
// which is not sent any more. Unhealthy: committed, and something is wrong that was not before. Undone: the old content
// was pushed as a new version. NotUndone: it could not be, and what was pushed is still there.
enum class RolloutStep {
  Waiting,
  Pushed,
  OnTrial,
  Committed,
  Away,
  Superseded,
  Overtaken,
  NotPushed,
  Refused,
  RolledBack,
  TimedOut,
  Unhealthy,
  Undone,
  NotUndone,
};
[[nodiscard]] std::string_view nameOf(RolloutStep step);
[[nodiscard]] std::optional<RolloutStep> rolloutStepFrom(std::string_view name);

// Stopped: by hand, or because too many failed.
enum class RolloutState { Running, Done, Stopped };
[[nodiscard]] std::string_view nameOf(RolloutState state);

struct RolloutTarget {
  std::string endpoint;
  Site site;
  ConfigBody before;
  ConfigBody after;
  RolloutStep step = RolloutStep::Waiting;
  std::uint64_t version = 0;     // pushed last; 0: none yet
  std::string detail;            // of a failure
  std::string signed_install{};  // envelopes that were signed elsewhere; empty: the centre signs
  std::string signed_undo{};     // as the version above

  bool online_before = false;
  std::set<ConditionType> wrong_before;     // of level error and worse
  std::optional<Timestamp> refused_before;  // when it had refused a Config of an unknown version
  SteadyTime pushed_at{};
  std::optional<SteadyTime> committed_at;
};

// How far it has come, beside its targets.
struct RolloutPace {
  std::size_t wave = 1;           // how many the next wave has
  std::size_t most_failures = 0;  // it stops as soon as more failed
  std::size_t next = 0;           // the first target that has not been due
  bool stopped = false;           // by hand
};

// A pure rule over what the fleet shows. Bound to the loop's thread.
class Rollout {
 public:
  // How long a version may take from the push until it is committed: the endpoint's own trial, and the way.
  static constexpr std::chrono::seconds kCommitWithin{100};
  static constexpr std::chrono::seconds kSettled{5};
  static constexpr std::chrono::seconds kHealthyWithin{30};
  // A refusal that stood before the push and still stands after that is one of what was pushed: an endpoint judges at
  // once what it gets, and every ten seconds what it has refused.
  static constexpr std::chrono::seconds kRefusalStands{25};

  // After a restart of the centre nobody is taken for away before: what a room's agent needs to be back, and more.
  static constexpr std::chrono::seconds kHeardWithin{20};

  // `restored_at`: when it was read from the store, where it was.
  Rollout(std::vector<RolloutTarget> targets, const RolloutPace& pace,
          std::optional<SteadyTime> restored_at = std::nullopt);

  // The targets whose turn it is, to be pushed to now; none while those before are not decided, nor while one that
  // waits may only not have been heard of yet. Those that were due and were not pushed to, because the centre ended,
  // come first.
  [[nodiscard]] std::vector<std::size_t> due(Fleet& fleet, const Moment& now);
  // The target as it will be once it is pushed to, but for its version.
  [[nodiscard]] RolloutTarget pushing(std::size_t index, const Endpoint& endpoint, const Moment& now) const;
  void pushed(std::size_t index, RolloutTarget target) { targets_.at(index) = std::move(target); }
  void notPushed(std::size_t index, std::string detail);
  void undone(std::size_t index, std::uint64_t version);
  void notUndone(std::size_t index, std::string detail);
  void overtaken(std::size_t index, std::string detail);
  // Judges those that were pushed to; whether anything changed.
  bool look(Fleet& fleet, const Moment& now);
  void stop() { pace_.stopped = true; }

  [[nodiscard]] RolloutState state() const;
  [[nodiscard]] const RolloutPace& pace() const { return pace_; }
  [[nodiscard]] const std::vector<RolloutTarget>& targets() const { return targets_; }
  // Those that have, or may still take, what was pushed.
  [[nodiscard]] std::vector<std::size_t> toUndo() const;

 private:
  [[nodiscard]] std::size_t failures() const;
  [[nodiscard]] bool waveDecided() const;
  // A room that waits may be online, and not have reported since the centre is back.
  [[nodiscard]] bool mayBeHeardYet(Fleet& fleet, SteadyTime now) const;

  std::vector<RolloutTarget> targets_;
  RolloutPace pace_;
  std::optional<SteadyTime> restored_at_;
};

}  // namespace diemcau::centre
