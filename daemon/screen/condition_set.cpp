// SPDX-License-Identifier: Apache-2.0
// Raising and clearing.
#include "daemon/screen/condition_set.h"

#include <algorithm>
#include <utility>

namespace diemcau::screen {

void ConditionSet::raise(ConditionType type, Timestamp now, std::string detail) {
  const auto held = std::ranges::find(conditions_, type, &Condition::type);
  if (held != conditions_.end()) {
    held->detail = std::move(detail);
  } else {
    conditions_.push_back(makeCondition(type, now, std::move(detail)));
  }
}

void ConditionSet::clear(ConditionType type) {
  std::erase_if(conditions_, [&](const Condition& condition) { return condition.type == type; });
}

void ConditionSet::set(ConditionType type, Timestamp now, std::string detail) {
  if (detail.empty()) {
    clear(type);
  } else {
    raise(type, now, std::move(detail));
  }
}

bool ConditionSet::holds(ConditionType type) const {
  return std::ranges::contains(conditions_, type, &Condition::type);
}

}  // namespace diemcau::screen
