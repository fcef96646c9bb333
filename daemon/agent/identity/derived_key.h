// SPDX-License-Identifier: Apache-2.0
// Keys out of keys: HKDF-SHA256 (RFC 5869).
#pragma once

#include <string_view>

#include "daemon/agent/identity/secret.h"

namespace diemcau::agent {

// 32 bytes of `secret` for one `purpose`, which no other use of the secret has. `salt` may be empty.
[[nodiscard]] Secret derivedKey(std::string_view secret, std::string_view salt, std::string_view purpose);

}  // namespace diemcau::agent
