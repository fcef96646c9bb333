// SPDX-License-Identifier: Apache-2.0
// A network that lets HTTPS through and no UDP: only who talks to the centre can tell it from a receiver that is away.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "contract/condition.h"
#include "daemon/agent/centre_link.h"

namespace diemcau::agent {

// Makes `uplink_timeout` into `uplink_udp_blocked` where the centre has gone on answering for ten seconds since: a try
// of the stream takes three, and the wait between two at most two, so that one at least was made while it answered.
// `receiver`: the stream's address and port, the detail. A pure function.
void tellUdpBlocked(std::vector<Condition>& conditions, const std::string& receiver,
                    const std::optional<CentreLink::Answers>& answers);

}  // namespace diemcau::agent
