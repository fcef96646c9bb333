// SPDX-License-Identifier: Apache-2.0
// Which version of the Config is in force: observed, not merely asked for.
#include "daemon/agent/config_in_force.h"

namespace diemcau::agent {

bool ConfigInForce::observe(std::uint64_t planned, std::initializer_list<std::optional<std::uint64_t>> workers,
                            Timestamp now) {
  bool seen = false;
  for (const auto& worker : workers) {
    if (!worker) continue;
    if (*worker != planned) return false;
    seen = true;
  }
  if (!seen || planned == version_) return false;
  version_ = planned;
  since_ = now;
  return true;
}

}  // namespace diemcau::agent
