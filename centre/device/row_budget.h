// SPDX-License-Identifier: Apache-2.0
// How many rows of the audit log others can cause: some of each subject at once, then one now and then.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "centre/loop/moment.h"
#include "centre/store/records.h"

namespace diemcau::centre {

// Rows of one subject at once; one more every ten minutes. What is over is counted, and told by the next row.
inline constexpr std::uint32_t kRowsAtOnce = 12;
inline constexpr std::chrono::minutes kRowEvery{10};

// Bound to the loop's thread. Holds something for each subject that it was ever asked for.
class RowBudget {
 public:
  // The row, with a detail of bounded length, if there may be one now; else it counts as `times` that were left out.
  [[nodiscard]] std::vector<AuditRecord> spend(AuditRecord row, SteadyTime now, std::uint64_t times = 1);
  void leaveOut(const std::string& subject, std::uint64_t times) { budgets_[subject].omitted += times; }
  // For each subject of which something was left out and there may be a row again: `row`, which then tells that.
  [[nodiscard]] std::vector<AuditRecord> tellLeftOut(const AuditRecord& row, SteadyTime now);

 private:
  struct Budget {
    std::uint32_t left = kRowsAtOnce;
    SteadyTime filled{};  // when `left` began to be less than all
    std::uint64_t omitted = 0;
  };
  static void refill(Budget& budget, SteadyTime now);

  std::map<std::string, Budget> budgets_;  // by subject
};

}  // namespace diemcau::centre
