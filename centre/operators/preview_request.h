// SPDX-License-Identifier: Apache-2.0
// What people send to see a draft as the rooms would show it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "centre/operators/room_variables.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

struct PreviewRequest {
  std::vector<std::string> endpoints;  // at least one
  std::optional<ConfigBody> body;      // the draft of the one endpoint; else:
  std::string changes;                 // of each endpoint's newest body (body_patch.h)
  RoomVariables variables{};           // for the changes
};

// How many rooms one request may ask for; a page asks for all in several.
inline constexpr std::size_t kMostPreviews = 16;

// Pointers in errors begin at the request. Errors: document.*.
[[nodiscard]] Result<PreviewRequest> previewsIn(std::string_view text);

}  // namespace diemcau::centre
