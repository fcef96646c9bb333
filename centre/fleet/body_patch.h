// SPDX-License-Identifier: Apache-2.0
// One change for many rooms: a JSON merge patch (RFC 7396) with places that each room fills in for itself.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

// By name, of one room. "site.name" and "site.code" are always there.
using PatchVariables = std::map<std::string, std::string, std::less<>>;

// By site code.
using RoomVariables = std::map<std::string, PatchVariables>;

// Those of one room, with what is always there.
[[nodiscard]] PatchVariables variablesOf(const RoomVariables& all, const Site& site);

// `body` with `patch` (an object) merged into it; "${name}" in any text of the patch stands for the room's variable.
// A patch never touches `site` or `uplink`. Errors: document.* with a pointer from the body; patch.variable_missing
// with the name.
[[nodiscard]] Result<ConfigBody> patchedBody(const ConfigBody& body, std::string_view patch,
                                             const PatchVariables& variables);

}  // namespace diemcau::centre
