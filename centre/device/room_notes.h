// SPDX-License-Identifier: Apache-2.0
// What rooms say that they refused, for the audit log: a row for each change, however often it is reported.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "centre/device/row_budget.h"
#include "centre/loop/moment.h"
#include "centre/store/records.h"
#include "contract/condition.h"
#include "contract/status.h"

namespace diemcau::centre {

// A Config refused or rolled back, a trust root refused or expired, an identity or a centre that is not believed.
struct RoomRefusal {
  std::string what;  // "config_refused", "config_rolled_back", or the condition's type
  std::string detail;

  friend bool operator==(const RoomRefusal&, const RoomRefusal&) = default;
};
// Pure. The times that the endpoint gives are left out: it judges the same anew every ten seconds.
[[nodiscard]] std::vector<RoomRefusal> refusalsIn(const ConfigStatus& config, const std::vector<Condition>& conditions);

// Bound to the loop's thread.
class RoomNotes {
 public:
  // Rows for what is in `now` and not in `before`, the report before; actor and subject are the endpoint.
  [[nodiscard]] std::vector<AuditRecord> changes(const std::string& endpoint, const std::string& address,
                                                 const std::vector<RoomRefusal>& before,
                                                 const std::vector<RoomRefusal>& now, const Moment& at);
  // One row, if there may be one.
  [[nodiscard]] std::vector<AuditRecord> once(AuditRecord row, SteadyTime now) {
    return budget_.spend(std::move(row), now);
  }

 private:
  RowBudget budget_;  // by endpoint
};

}  // namespace diemcau::centre
