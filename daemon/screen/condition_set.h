// SPDX-License-Identifier: Apache-2.0
// The conditions that hold now, each since when it began.
#pragma once

#include <string>
#include <vector>

#include "contract/condition.h"

namespace diemcau::screen {

// At most one of a type.
class ConditionSet {
 public:
  // A condition that holds already keeps its beginning and takes the new detail.
  void raise(ConditionType type, Timestamp now, std::string detail);
  void clear(ConditionType type);
  // Raises with `detail` or, where that is empty, clears.
  void set(ConditionType type, Timestamp now, std::string detail);

  [[nodiscard]] bool holds(ConditionType type) const;
  [[nodiscard]] const std::vector<Condition>& all() const { return conditions_; }

 private:
  std::vector<Condition> conditions_;
};

}  // namespace diemcau::screen
