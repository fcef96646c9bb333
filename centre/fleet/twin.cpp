// SPDX-License-Identifier: Apache-2.0
// Comparing what an endpoint should run with what it says it runs.
#include "centre/fleet/twin.h"

#include "centre/fleet/endpoint.h"

namespace diemcau::centre {
namespace {

std::optional<TwinDifference> reasonFor(const Endpoint& endpoint) {
  if (!endpoint.observed) return TwinDifference{{}, TwinReason::NotReported, {}};
  const std::uint64_t desired = endpoint.desired->version.version;
  const ConfigStatus& config = endpoint.observed->config;
  if (config.version == desired && !config.on_trial) return std::nullopt;
  // Of one that cannot be believed the version is not known; what is offered is the newest.
  if (config.refused && (config.refused->version == desired || config.refused->version == 0)) {
    return TwinDifference{{}, TwinReason::Refused, config.refused->reason};
  }
  if (config.rolled_back && config.rolled_back->version == desired) {
    return TwinDifference{{}, TwinReason::RolledBack, config.rolled_back->reason};
  }
  if (!endpoint.online) return TwinDifference{{}, TwinReason::Offline, {}};
  if (config.version == desired) return TwinDifference{{}, TwinReason::OnTrial, {}};
  return TwinDifference{{}, config.version > desired ? TwinReason::Ahead : TwinReason::NotTaken, {}};
}

}  // namespace

std::string_view nameOf(TwinReason reason) {
  constexpr std::string_view names[] = {"not_reported", "refused", "rolled_back", "offline",
                                        "on_trial",     "ahead",   "not_taken"};
  static_assert(std::size(names) == static_cast<std::size_t>(TwinReason::NotTaken) + 1);
  return names[static_cast<std::size_t>(reason)];
}

std::optional<TwinDifference> differenceOf(const Endpoint& endpoint, Timestamp now) {
  if (!endpoint.desired || endpoint.record.revoked_at) return std::nullopt;
  auto difference = reasonFor(endpoint);
  if (difference) difference->since = endpoint.difference ? endpoint.difference->since : now;
  return difference;
}

}  // namespace diemcau::centre
