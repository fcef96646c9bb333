// SPDX-License-Identifier: Apache-2.0
// The next trust root out of the present one: keys added and removed, thresholds, expiry. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "contract/result.h"
#include "contract/timestamp.h"
#include "contract/trust_root.h"

namespace diemcau::centre {

struct RootChanges {
  struct Key {
    std::string role;  // root, config or online
    std::string id;
    std::string der;  // of an added one
  };
  std::vector<Key> added;
  std::vector<Key> removed;  // an id may be cut short, to eight digits at least
  std::vector<std::pair<std::string, std::uint32_t>> thresholds;
  Timestamp expires_at{};
};

// Of the next version; keys that no role has any more are left out. Errors: trust_root.role_unknown,
// trust_root.key_unknown (none, or several, of the role's keys begin so), trust_root.threshold_out_of_reach.
[[nodiscard]] Result<TrustRoot> nextRoot(const TrustRoot& present, const RootChanges& changes);

}  // namespace diemcau::centre
