// SPDX-License-Identifier: Apache-2.0
// The machine's network interfaces, loopback left out.
#pragma once

#include <vector>

#include "contract/status.h"

namespace diemcau::agent {

// By name; at most 32, with at most 32 addresses each (what a Status takes).
[[nodiscard]] std::vector<InterfaceStatus> readInterfaces();

}  // namespace diemcau::agent
