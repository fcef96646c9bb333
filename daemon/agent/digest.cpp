// SPDX-License-Identifier: Apache-2.0
// SHA-256 by mbedTLS.
#include "daemon/agent/digest.h"

#include <mbedtls/sha256.h>

#include <cassert>

namespace diemcau::agent {

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  [[maybe_unused]] const int code =
      mbedtls_sha256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data(), 0);
  assert(code == 0);  // the software implementation cannot fail
  return digest;
}

std::string sha256Hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : sha256(bytes)) {
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 0xFU]);
  }
  return text;
}

}  // namespace diemcau::agent
