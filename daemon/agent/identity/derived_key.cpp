// SPDX-License-Identifier: Apache-2.0
// HKDF-SHA256 by mbedTLS.
#include "daemon/agent/identity/derived_key.h"

#include <mbedtls/hkdf.h>

#include <cassert>

#include "daemon/agent/identity/mbed.h"

namespace diemcau::agent {

Secret derivedKey(std::string_view secret, std::string_view salt, std::string_view purpose) {
  constexpr std::size_t kKeyBytes = 32;
  Secret key(kKeyBytes);
  [[maybe_unused]] const int code = mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), mbed::bytesOf(salt),
                                                 salt.size(), mbed::bytesOf(secret), secret.size(),
                                                 mbed::bytesOf(purpose), purpose.size(), key.data(), key.size());
  assert(code == 0);  // it fails for wrong arguments alone
  return key;
}

}  // namespace diemcau::agent
