// SPDX-License-Identifier: Apache-2.0
// How endpoints are to reach the gateway, as `serve` and `provision` are told.
#pragma once

#include "centre/commands/command_line.h"
#include "centre/fleet/config_draft.h"
#include "contract/result.h"

namespace diemcau::centre {

// --backup-host, --backup-interface, --paths; the port is not among them. Error: usage.value_malformed.
[[nodiscard]] Result<GatewayAddress> gatewayAddressFrom(const CommandLine& line);

}  // namespace diemcau::centre
