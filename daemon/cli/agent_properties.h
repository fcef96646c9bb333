// SPDX-License-Identifier: Apache-2.0
// Reads what the agent exports on the bus.
#pragma once

#include <string>

#include "contract/result.h"
#include "daemon/base/bus.h"

namespace diemcau::cli {

// A property of vn.diemcau.Agent1, as it stands. Errors: agent.not_there, agent.not_answering.
[[nodiscard]] Result<std::string> readAgentProperty(base::Bus& bus, const char* property);

}  // namespace diemcau::cli
