// SPDX-License-Identifier: Apache-2.0
// Writing and reading what is stored of a rollout.
#include "centre/fleet/rollout_record.h"

#include <utility>

#include "contract/config.h"

namespace diemcau::centre {
namespace {

std::string joined(const std::set<ConditionType>& types) {
  std::string names;
  for (const ConditionType type : types) names.append(textOf(type).name).append(" ");
  return names;
}

// A type that this release does not know any more can no longer be wrong.
std::set<ConditionType> typesIn(std::string_view names) {
  std::set<ConditionType> types;
  while (!names.empty()) {
    const auto end = names.find(' ');
    if (const auto type = conditionTypeFrom(names.substr(0, end))) types.insert(*type);
    names.remove_prefix(end == names.npos ? names.size() : end + 1);
  }
  return types;
}

Result<RolloutTarget> targetFrom(const RolloutTargetRecord& record, Fleet& fleet, const Moment& now) {
  const Endpoint* endpoint = fleet.find(record.endpoint);
  const auto step = rolloutStepFrom(record.state.step);
  if (endpoint == nullptr || !step) {
    return fail("rollout", "record_unknown", std::to_string(record.state.position));
  }
  auto before = parseConfigBody(record.before);
  if (!before) return std::unexpected(std::move(before).error());
  auto after = parseConfigBody(record.after);
  if (!after) return std::unexpected(std::move(after).error());
  RolloutTarget target;
  target.endpoint = record.endpoint;
  target.site = endpoint->site;
  target.before = std::move(*before);
  target.after = std::move(*after);
  target.step = *step;
  target.version = record.state.version;
  target.detail = record.state.detail;
  target.online_before = record.state.online_before;
  target.wrong_before = typesIn(record.state.wrong_before);
  target.refused_before = record.state.refused_before;
  target.pushed_at = now.steady;
  target.signed_install = record.signed_install;
  target.signed_undo = record.signed_undo;
  return target;
}

}  // namespace

RolloutTargetState stateOf(const RolloutTarget& target, std::size_t position) {
  return {position,
          std::string(nameOf(target.step)),
          target.version,
          target.detail,
          target.online_before,
          joined(target.wrong_before),
          target.refused_before};
}

RolloutRecord recordOf(const Rollout& rollout) {
  RolloutRecord record;
  record.wave = rollout.pace().wave;
  record.next = rollout.pace().next;
  record.most_failures = rollout.pace().most_failures;
  record.stopped = rollout.pace().stopped;
  for (const RolloutTarget& target : rollout.targets()) {
    record.targets.push_back({target.endpoint, writeConfigBody(target.before), writeConfigBody(target.after),
                              stateOf(target, record.targets.size()), target.signed_install, target.signed_undo});
  }
  return record;
}

Result<Rollout> rolloutFrom(const RolloutRecord& record, Fleet& fleet, const Moment& now) {
  std::vector<RolloutTarget> targets;
  for (const RolloutTargetRecord& each : record.targets) {
    auto target = targetFrom(each, fleet, now);
    if (!target) return std::unexpected(std::move(target).error());
    targets.push_back(std::move(*target));
  }
  const std::size_t next = std::min(record.next, targets.size());
  return Rollout(std::move(targets), {record.wave, record.most_failures, next, record.stopped}, now.steady);
}

}  // namespace diemcau::centre
