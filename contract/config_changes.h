// SPDX-License-Identifier: Apache-2.0
// What of a Config may change while the conference is on: only what cannot take the room off the air.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contract/config.h"

namespace diemcau {

// How many keys of the role config must have signed a Config that says `override`, whatever the role's threshold.
inline constexpr std::size_t kOverrideSignatures = 2;

// A member of the body, or all that is below it.
struct MemberRule {
  std::string_view member;  // JSON pointer from the body: "/screen/maket"
  bool live_safe;
};

// Every member of the body is below one of these; of several the longest counts.
[[nodiscard]] std::span<const MemberRule> memberRules();
// False for what no rule names.
[[nodiscard]] bool isLiveSafe(std::string_view member);

// JSON pointers from the body of the members that differ: the leaves, a list as a whole, and of what only one of the
// two has the topmost.
[[nodiscard]] std::vector<std::string> changedMembers(const ConfigBody& before, const ConfigBody& after);
// Those of them that are not live-safe.
[[nodiscard]] std::vector<std::string> disruptiveChanges(const ConfigBody& before, const ConfigBody& after);

}  // namespace diemcau
