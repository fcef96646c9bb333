// SPDX-License-Identifier: Apache-2.0
// One change for many endpoints in waves.
#include "centre/fleet/rollout.h"

#include <algorithm>
#include <array>
#include <utility>

namespace diemcau::centre {
namespace {

constexpr std::array<std::string_view, 14> kStepNames{
    "waiting",    "pushed",  "on_trial",    "committed", "away",      "superseded", "overtaken",
    "not_pushed", "refused", "rolled_back", "timed_out", "unhealthy", "undone",     "not_undone"};
static_assert(kStepNames.size() == static_cast<std::size_t>(RolloutStep::NotUndone) + 1);

bool isDecided(RolloutStep step) {
  return step != RolloutStep::Waiting && step != RolloutStep::Pushed && step != RolloutStep::OnTrial;
}

bool isFailure(RolloutStep step) {
  return step == RolloutStep::NotPushed || step == RolloutStep::Refused || step == RolloutStep::RolledBack ||
         step == RolloutStep::TimedOut || step == RolloutStep::Unhealthy || step == RolloutStep::NotUndone;
}

std::set<ConditionType> wrongAt(const Endpoint& endpoint) {
  std::set<ConditionType> wrong;
  for (const Condition& condition : conditionsOf(endpoint)) {
    if (condition.level >= ConditionLevel::Error) wrong.insert(condition.type);
  }
  return wrong;
}

// The first thing that is wrong now and was not before.
std::optional<ConditionType> newlyWrong(const Endpoint& endpoint, const RolloutTarget& target) {
  for (const ConditionType type : wrongAt(endpoint)) {
    if (!target.wrong_before.contains(type)) return type;
  }
  return std::nullopt;
}

// When it refused a Config whose version it cannot know, because it believes nothing of it.
std::optional<Timestamp> refusedUnknown(const Endpoint& endpoint) {
  if (!endpoint.observed || !endpoint.observed->config.refused) return std::nullopt;
  const RefusedConfig& refused = *endpoint.observed->config.refused;
  return refused.version == 0 ? std::optional(refused.at) : std::nullopt;
}

// Whether what it does not run is what was pushed.
bool refusesWhatWasPushed(const RolloutTarget& target, const Endpoint& endpoint, SteadyTime now) {
  if (endpoint.observed->config.refused->version == target.version) return true;
  const auto unknown = refusedUnknown(endpoint);
  if (!unknown || endpoint.observed->config.version == target.version) return false;
  return unknown != target.refused_before || now - target.pushed_at >= Rollout::kRefusalStands;
}

struct Judgement {
  RolloutStep step;
  std::string detail;
};

Judgement judge(RolloutTarget& target, const Endpoint& endpoint, SteadyTime now) {
  if (endpoint.desired && endpoint.desired->version.version > target.version) return {RolloutStep::Superseded, {}};
  if (!target.online_before) return {RolloutStep::Away, {}};
  const ConfigStatus config = endpoint.observed ? endpoint.observed->config : ConfigStatus{};
  if (config.refused && refusesWhatWasPushed(target, endpoint, now)) {
    return {RolloutStep::Refused, config.refused->reason};
  }
  if (config.rolled_back && config.rolled_back->version == target.version) {
    return {RolloutStep::RolledBack, config.rolled_back->reason};
  }
  if (config.version != target.version || config.on_trial) {
    const RolloutStep step = config.version == target.version ? RolloutStep::OnTrial : RolloutStep::Pushed;
    return {now - target.pushed_at >= Rollout::kCommitWithin ? RolloutStep::TimedOut : step, {}};
  }
  // After a restart of the centre what is known is old until the room is heard of.
  if (!target.committed_at && !endpoint.online) {
    return {now - target.pushed_at >= Rollout::kCommitWithin ? RolloutStep::TimedOut : target.step, {}};
  }
  if (!target.committed_at) target.committed_at = now;
  const auto wrong = newlyWrong(endpoint, target);
  if (!wrong && now - *target.committed_at >= Rollout::kSettled) return {RolloutStep::Committed, {}};
  if (wrong && now - *target.committed_at >= Rollout::kHealthyWithin) {
    return {RolloutStep::Unhealthy, std::string(textOf(*wrong).name)};
  }
  return {RolloutStep::OnTrial, {}};
}

}  // namespace

std::string_view nameOf(RolloutStep step) { return kStepNames[static_cast<std::size_t>(step)]; }

std::optional<RolloutStep> rolloutStepFrom(std::string_view name) {
  const auto at = std::ranges::find(kStepNames, name);
  if (at == kStepNames.end()) return std::nullopt;
  return static_cast<RolloutStep>(at - kStepNames.begin());
}

std::string_view nameOf(RolloutState state) {
  switch (state) {
    case RolloutState::Running:
      return "running";
    case RolloutState::Done:
      return "done";
    case RolloutState::Stopped:
      break;
  }
  return "stopped";
}

Rollout::Rollout(std::vector<RolloutTarget> targets, const RolloutPace& pace, std::optional<SteadyTime> restored_at)
    : targets_(std::move(targets)), pace_(pace), restored_at_(restored_at) {
  pace_.wave = std::max<std::size_t>(pace_.wave, 1);
}

std::vector<std::size_t> Rollout::due(Fleet& fleet, const Moment& now) {
  std::vector<std::size_t> indices;
  if (state() != RolloutState::Running || mayBeHeardYet(fleet, now.steady)) return indices;
  for (std::size_t i = 0; i < pace_.next; ++i) {
    if (targets_[i].step == RolloutStep::Waiting) indices.push_back(i);
  }
  if (!indices.empty() || !waveDecided()) return indices;
  // One that was overtaken from the beginning proves nothing to the others.
  for (; pace_.next < targets_.size() && indices.size() < pace_.wave; ++pace_.next) {
    if (targets_[pace_.next].step == RolloutStep::Waiting) indices.push_back(pace_.next);
  }
  pace_.wave *= 2;
  return indices;
}

RolloutTarget Rollout::pushing(std::size_t index, const Endpoint& endpoint, const Moment& now) const {
  RolloutTarget target = targets_.at(index);
  target.step = RolloutStep::Pushed;
  target.online_before = endpoint.online;
  target.wrong_before = wrongAt(endpoint);
  target.refused_before = refusedUnknown(endpoint);
  target.pushed_at = now.steady;
  return target;
}

void Rollout::notPushed(std::size_t index, std::string detail) {
  targets_.at(index).step = RolloutStep::NotPushed;
  targets_.at(index).detail = std::move(detail);
}

void Rollout::undone(std::size_t index, std::uint64_t version) {
  targets_.at(index).step = RolloutStep::Undone;
  targets_.at(index).version = version;
}

void Rollout::notUndone(std::size_t index, std::string detail) {
  targets_.at(index).step = RolloutStep::NotUndone;
  targets_.at(index).detail = std::move(detail);
}

void Rollout::overtaken(std::size_t index, std::string detail) {
  targets_.at(index).step = RolloutStep::Overtaken;
  targets_.at(index).detail = std::move(detail);
}

bool Rollout::look(Fleet& fleet, const Moment& now) {
  bool changed = false;
  for (RolloutTarget& target : targets_) {
    if (target.step != RolloutStep::Pushed && target.step != RolloutStep::OnTrial) continue;
    const Endpoint* endpoint = fleet.find(target.endpoint);
    if (endpoint == nullptr) continue;
    Judgement judgement = judge(target, *endpoint, now.steady);
    if (judgement.step == target.step) continue;
    target.step = judgement.step;
    target.detail = std::move(judgement.detail);
    changed = true;
  }
  return changed;
}

RolloutState Rollout::state() const {
  if (pace_.next == targets_.size() && waveDecided() && !pace_.stopped) {
    return failures() > pace_.most_failures ? RolloutState::Stopped : RolloutState::Done;
  }
  return pace_.stopped || failures() > pace_.most_failures ? RolloutState::Stopped : RolloutState::Running;
}

std::vector<std::size_t> Rollout::toUndo() const {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const RolloutStep step = targets_[i].step;
    const bool gone = step == RolloutStep::Refused || step == RolloutStep::RolledBack ||
                      step == RolloutStep::Superseded || step == RolloutStep::Overtaken || step == RolloutStep::Undone;
    if (targets_[i].version != 0 && !gone) indices.push_back(i);
  }
  return indices;
}

std::size_t Rollout::failures() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(targets_, [](const RolloutTarget& target) { return isFailure(target.step); }));
}

bool Rollout::mayBeHeardYet(Fleet& fleet, SteadyTime now) const {
  if (!restored_at_ || now - *restored_at_ >= kHeardWithin) return false;
  return std::ranges::any_of(targets_, [&](const RolloutTarget& target) {
    const Endpoint* endpoint = target.step == RolloutStep::Waiting ? fleet.find(target.endpoint) : nullptr;
    return endpoint != nullptr && !endpoint->online;
  });
}

bool Rollout::waveDecided() const {
  return std::all_of(targets_.begin(), targets_.begin() + static_cast<std::ptrdiff_t>(pace_.next),
                     [](const RolloutTarget& target) { return isDecided(target.step); });
}

}  // namespace diemcau::centre
