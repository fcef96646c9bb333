// SPDX-License-Identifier: Apache-2.0
// Beginning and end of conditions.
#include "contract/condition_set.h"

#include <algorithm>
#include <utility>

namespace diemcau {

void ConditionSet::set(ConditionType type, Timestamp now, std::string detail) {
  const auto held = std::ranges::find(conditions_, type, &Condition::type);
  if (held != conditions_.end()) {
    held->detail = std::move(detail);
  } else {
    conditions_.push_back(makeCondition(type, now, std::move(detail)));
  }
}

void ConditionSet::clear(ConditionType type) {
  std::erase_if(conditions_, [type](const Condition& condition) { return condition.type == type; });
}

void ConditionSet::update(ConditionType type, Timestamp now, std::optional<std::string> detail) {
  if (detail) {
    set(type, now, *std::move(detail));
  } else {
    clear(type);
  }
}

bool ConditionSet::has(ConditionType type) const { return std::ranges::contains(conditions_, type, &Condition::type); }

void append(std::vector<Condition>& all, const std::vector<Condition>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace diemcau
