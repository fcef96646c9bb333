// SPDX-License-Identifier: Apache-2.0
// The private key at rest: AES-256-GCM under a key that comes from a secret of the box.
//
// The file: "DCKEY1\r\n", a salt of 16 bytes, a nonce of 12, the encrypted DER, a tag of 16. The cipher's key is
// HKDF-SHA256 of the secret with that salt; both are new each time, so that a nonce is never used twice with a key.
// What stands before the encrypted part is authenticated with it.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"
#include "daemon/agent/identity/device_key.h"

namespace diemcau::agent {

// Error: identity.key_not_sealed (no randomness).
[[nodiscard]] Result<std::string> sealKey(const DeviceKey& key, std::string_view box_secret);

// Errors: identity.key_damaged (not such a file, or cut off), identity.key_not_opened (changed, or sealed with another
// secret), identity.key_unreadable.
[[nodiscard]] Result<DeviceKey> openKey(std::string_view sealed, std::string_view box_secret);

}  // namespace diemcau::agent
