// SPDX-License-Identifier: Apache-2.0
// Callers that the gateway did not let in, for the audit log: a row for each of them and each reason, and not too many.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "centre/device/row_budget.h"
#include "centre/fleet/fleet.h"
#include "centre/gateway/refused_callers.h"

namespace diemcau::centre {

// How often the same was refused is told once in that time.
inline constexpr std::chrono::hours kTellEvery{1};

// Bound to the loop's thread.
//
// The subject of a row, "stream.refused", is the endpoint that the caller claims to be, where there is one; else the
// site that it names; else there is none. The same reason of the same address is a row again when the endpoint's stream
// has come or gone since; else how often it came is one, an hour later. Nothing that a caller says is proven: so nobody
// is the actor, and what strangers cause counts for all of them together (RowBudget).
class StreamNotes {
 public:
  explicit StreamNotes(Fleet& fleet) : fleet_(fleet) {}

  // Rows for those that were refused since the last time. To be called now and then also when there were none.
  [[nodiscard]] std::vector<AuditRecord> rowsFor(const RefusedBatch& refused, const Moment& now);

 private:
  struct Noted {
    Moment at;
    std::string detail;
    std::uint64_t repeats = 0;  // that no row told
  };
  using Key = std::tuple<std::string, std::string, std::string>;  // subject, reason, address

  [[nodiscard]] std::vector<AuditRecord> rowFor(const RefusedCaller& caller, const Moment& now);
  [[nodiscard]] std::string subjectOf(const RefusedCaller& caller) const;
  [[nodiscard]] std::string reasonOf(const RefusedCaller& caller) const;
  [[nodiscard]] bool isNews(const std::string& subject, const Noted& noted) const;
  [[nodiscard]] std::vector<AuditRecord> tellRepeats(const Moment& now);

  Fleet& fleet_;
  RowBudget budget_;
  std::map<Key, Noted> noted_;  // no more than the rows of an hour
};

}  // namespace diemcau::centre
