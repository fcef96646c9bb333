// SPDX-License-Identifier: Apache-2.0
// Conditions that the agent itself finds: one of a type, each with the time since when it holds.
#pragma once

#include <string>
#include <vector>

#include "contract/condition.h"

namespace diemcau::agent {

// Text from outside (a library's message, a name in a document) made fit for a report: no control
// characters, at most 300 bytes.
[[nodiscard]] std::string printable(std::string text);

// Adds copies at the end of `all`.
void append(std::vector<Condition>& all, const std::vector<Condition>& more);

class ConditionSet {
 public:
  // The condition holds. `since` stays that of the first call; the newest detail is kept.
  void set(ConditionType type, Timestamp now, std::string detail = {});
  void clear(ConditionType type);
  [[nodiscard]] bool has(ConditionType type) const;
  [[nodiscard]] const std::vector<Condition>& all() const { return conditions_; }

 private:
  std::vector<Condition> conditions_;
};

}  // namespace diemcau::agent
