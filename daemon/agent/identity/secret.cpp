// SPDX-License-Identifier: Apache-2.0
// Bytes that are overwritten when they are no longer needed.
#include "daemon/agent/identity/secret.h"

#include <mbedtls/platform_util.h>

namespace diemcau::agent {

// A short text lies in the object itself: what is swapped away is overwritten too.
Secret::Secret(std::string&& bytes) noexcept {
  bytes_.swap(bytes);
  wipe(bytes);
}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this == &other) return *this;
  wipe(bytes_);
  bytes_.swap(other.bytes_);
  wipe(other.bytes_);
  return *this;
}

void Secret::wipe(std::string& bytes) noexcept {
  bytes.resize(bytes.capacity());  // what was cut off is still there
  mbedtls_platform_zeroize(bytes.data(), bytes.size());
  bytes.clear();
}

}  // namespace diemcau::agent
