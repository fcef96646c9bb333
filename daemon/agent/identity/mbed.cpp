// SPDX-License-Identifier: Apache-2.0
// What the sources of this folder share of mbedTLS.
#include "daemon/agent/identity/mbed.h"

#include <sys/random.h>

#include <format>

namespace diemcau::agent::mbed {

int randomBytes(void*, unsigned char* bytes, std::size_t count) noexcept {
  while (count > 0) {
    const ssize_t got = ::getrandom(bytes, count, 0);
    if (got <= 0) return -1;
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
  return 0;
}

std::string codeText(int code) { return std::format("mbedTLS -0x{:04x}", -code); }

}  // namespace diemcau::agent::mbed
