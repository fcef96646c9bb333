// SPDX-License-Identifier: Apache-2.0
// The conditions that hold now, each with the time since when.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"
#include "daemon/base/clock.h"

namespace diemcau::media {

// Thread-bound.
class ConditionSet {
 public:
  explicit ConditionSet(const base::Clock& clock) : clock_(clock) {}

  // It holds, with this detail, or (nothing) it does not. A condition that holds on keeps its time.
  void update(ConditionType type, const std::optional<std::string>& detail);
  [[nodiscard]] std::vector<Condition> list() const;

 private:
  const base::Clock& clock_;
  std::map<ConditionType, Condition> held_;
};

}  // namespace diemcau::media
