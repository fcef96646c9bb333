// SPDX-License-Identifier: Apache-2.0
// The conditions that hold now, at most one of a type, each with the time since when.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"

namespace diemcau {

// Thread-bound.
class ConditionSet {
 public:
  // It holds. One that holds already keeps its beginning and takes the new detail.
  void set(ConditionType type, Timestamp now, std::string detail = {});
  void clear(ConditionType type);
  // It holds with this detail, or (nothing) it does not.
  void update(ConditionType type, Timestamp now, std::optional<std::string> detail);

  [[nodiscard]] bool has(ConditionType type) const;
  // In the order of their beginning.
  [[nodiscard]] const std::vector<Condition>& all() const { return conditions_; }

 private:
  std::vector<Condition> conditions_;
};

// Adds copies at the end of `all`.
void append(std::vector<Condition>& all, const std::vector<Condition>& more);

}  // namespace diemcau
