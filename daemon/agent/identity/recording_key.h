// SPDX-License-Identifier: Apache-2.0
// The key that the room's recording is encrypted with: it comes from the identity's private key, and dies with it.
#pragma once

#include <string>

#include "daemon/agent/identity/device_key.h"

namespace diemcau::agent {

// 32 bytes, the same for the same private key however its file is written: HKDF-SHA256 (RFC 5869) of the key's DER.
[[nodiscard]] std::string recordingKeyOf(const DeviceKey& key);

}  // namespace diemcau::agent
