// SPDX-License-Identifier: Apache-2.0
// Beginning and end of conditions.
#include "daemon/media/status/condition_set.h"

namespace diemcau::media {

void ConditionSet::update(ConditionType type, const std::optional<std::string>& detail) {
  if (!detail) {
    held_.erase(type);
    return;
  }
  const auto [entry, added] = held_.try_emplace(type, makeCondition(type, clock_.wall(), *detail));
  if (!added) entry->second.detail = *detail;
}

std::vector<Condition> ConditionSet::list() const {
  std::vector<Condition> conditions;
  for (const auto& [type, condition] : held_) conditions.push_back(condition);
  return conditions;
}

}  // namespace diemcau::media
