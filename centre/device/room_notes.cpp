// SPDX-License-Identifier: Apache-2.0
// Comparing reports.
#include "centre/device/room_notes.h"

#include <algorithm>
#include <utility>

namespace diemcau::centre {
namespace {

std::string detailOf(const RefusedConfig& refused) {
  const std::string version = refused.version == 0 ? "version unknown" : "version " + std::to_string(refused.version);
  return version + ": " + refused.reason + (refused.detail.empty() ? "" : ", " + refused.detail);
}

bool isNoted(ConditionType type) {
  using enum ConditionType;
  return type == CentreUntrusted || type == IdentityRefused || type == IdentityInvalid || type == TrustRootRefused ||
         type == TrustRootExpired;
}

}  // namespace

std::vector<RoomRefusal> refusalsIn(const ConfigStatus& config, const std::vector<Condition>& conditions) {
  std::vector<RoomRefusal> all;
  if (config.refused) all.push_back({"config_refused", detailOf(*config.refused)});
  if (config.rolled_back) all.push_back({"config_rolled_back", detailOf(*config.rolled_back)});
  for (const Condition& condition : conditions) {
    if (isNoted(condition.type)) all.push_back({std::string(textOf(condition.type).name), condition.detail});
  }
  return all;
}

std::vector<AuditRecord> RoomNotes::changes(const std::string& endpoint, const std::string& address,
                                            const std::vector<RoomRefusal>& before, const std::vector<RoomRefusal>& now,
                                            const Moment& at) {
  std::vector<AuditRecord> rows;
  for (const RoomRefusal& refusal : now) {
    if (std::ranges::find(before, refusal) != before.end()) continue;
    const AuditRecord row{at.wall, endpoint, address, "room." + refusal.what, endpoint, refusal.detail};
    for (AuditRecord& allowed : once(row, at.steady)) rows.push_back(std::move(allowed));
  }
  return rows;
}

}  // namespace diemcau::centre
