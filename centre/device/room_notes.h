// SPDX-License-Identifier: Apache-2.0
// What rooms say that they refused, for the audit log: a row for each change, however often it is reported.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

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

// Rows of one endpoint at once; one more every ten minutes. What is over is counted, and told by the next row.
inline constexpr std::uint32_t kRowsAtOnce = 12;
inline constexpr std::chrono::minutes kRowEvery{10};

// Bound to the loop's thread.
class RoomNotes {
 public:
  // Rows for what is in `now` and not in `before`, the report before; actor and subject are the endpoint.
  [[nodiscard]] std::vector<AuditRecord> changes(const std::string& endpoint, const std::string& address,
                                                 const std::vector<RoomRefusal>& before,
                                                 const std::vector<RoomRefusal>& now, const Moment& at);
  // One row, if there may be one.
  [[nodiscard]] std::vector<AuditRecord> once(AuditRecord row, SteadyTime now);

 private:
  struct Budget {
    std::uint32_t left = kRowsAtOnce;
    SteadyTime filled{};
    std::uint64_t omitted = 0;
  };

  std::map<std::string, Budget> budgets_;  // by endpoint
};

}  // namespace diemcau::centre
