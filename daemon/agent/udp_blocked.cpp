// SPDX-License-Identifier: Apache-2.0
// From two views of one network to one condition.
#include "daemon/agent/udp_blocked.h"

#include <algorithm>
#include <chrono>

namespace diemcau::agent {
namespace {

constexpr std::chrono::seconds kSure{10};

}  // namespace

void tellUdpBlocked(std::vector<Condition>& conditions, const std::string& receiver,
                    const std::optional<CentreLink::Answers>& answers) {
  const auto timeout = std::ranges::find(conditions, ConditionType::UplinkTimeout, &Condition::type);
  if (timeout == conditions.end() || !answers) return;
  if (answers->last - std::max(answers->first, timeout->since) < kSure) return;
  *timeout = makeCondition(ConditionType::UplinkUdpBlocked, timeout->since, receiver);
}

}  // namespace diemcau::agent
