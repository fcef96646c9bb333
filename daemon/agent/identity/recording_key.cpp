// SPDX-License-Identifier: Apache-2.0
// The recording's key.
#include "daemon/agent/identity/recording_key.h"

#include "daemon/agent/identity/derived_key.h"

namespace diemcau::agent {

std::string recordingKeyOf(const DeviceKey& key) {
  return std::string(derivedKey(key.der().view(), {}, "diemcau recording key").view());
}

}  // namespace diemcau::agent
