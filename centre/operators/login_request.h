// SPDX-License-Identifier: Apache-2.0
// What people send when they log in. Anybody may.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::centre {

inline constexpr std::size_t kMaxLogin = 4096;  // bytes

// Errors: document.*.
[[nodiscard]] Result<std::string> passwordIn(std::string_view body);

// The hash of a one-time password as people type it back: dashes, spaces and capitals do not count.
[[nodiscard]] std::string oneTimeHash(std::string_view typed);

}  // namespace diemcau::centre
