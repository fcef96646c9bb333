// SPDX-License-Identifier: Apache-2.0
// A token bucket for each subject.
#include "centre/device/row_budget.h"

#include <algorithm>
#include <utility>

#include "contract/text.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMostDetail = 260;  // of a row, besides what was left out

}  // namespace

void RowBudget::refill(Budget& budget, SteadyTime now) {
  if (budget.left == kRowsAtOnce) budget.filled = now;
  const auto more = (now - budget.filled) / kRowEvery;
  budget.left = static_cast<std::uint32_t>(std::min<std::int64_t>(kRowsAtOnce, budget.left + more));
  budget.filled += more * kRowEvery;
}

std::vector<AuditRecord> RowBudget::spend(AuditRecord row, SteadyTime now, std::uint64_t times) {
  Budget& budget = budgets_[row.subject];
  refill(budget, now);
  if (budget.left == 0) {
    budget.omitted += times;
    return {};
  }
  --budget.left;
  row.detail = fitText(row.detail, kMostDetail);
  if (budget.omitted > 0) row.detail += " (" + std::to_string(budget.omitted) + " left out before)";
  budget.omitted = 0;
  return {std::move(row)};
}

std::vector<AuditRecord> RowBudget::tellLeftOut(const AuditRecord& row, SteadyTime now) {
  std::vector<AuditRecord> rows;
  for (auto& [subject, budget] : budgets_) {
    refill(budget, now);
    if (budget.omitted == 0 || budget.left == 0) continue;
    AuditRecord one = row;
    one.subject = subject;
    std::ranges::move(spend(std::move(one), now), std::back_inserter(rows));
  }
  return rows;
}

}  // namespace diemcau::centre
