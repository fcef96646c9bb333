// SPDX-License-Identifier: Apache-2.0
// What people send when they push a Config, or ask for one to be signed elsewhere.
#pragma once

#include <cstdint>
#include <string_view>

#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

struct PushRequest {
  std::uint64_t base_version = 0;  // the version that was edited
  ConfigBody body;                 // without uplink
  bool overrides_freeze = false;   // "override"; counts for drafts alone
};

// Pointers in errors begin at the request. Errors: document.*.
[[nodiscard]] Result<PushRequest> pushIn(std::string_view text);

}  // namespace diemcau::centre
