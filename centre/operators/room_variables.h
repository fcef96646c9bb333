// SPDX-License-Identifier: Apache-2.0
// What each room fills in for itself in a change of many rooms, as people send it.
#pragma once

#include "centre/fleet/body_patch.h"
#include "contract/json_document.h"

namespace diemcau::centre {

// The member `variables` of `json`, which `root` reads; empty where it is absent or wrong.
[[nodiscard]] RoomVariables readVariables(ObjectReader& root, const Json& json);

}  // namespace diemcau::centre
