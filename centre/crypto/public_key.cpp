// SPDX-License-Identifier: Apache-2.0
// Public keys by OpenSSL's EVP.
#include "centre/crypto/public_key.h"

#include <array>
#include <string_view>
#include <utility>

#include "centre/crypto/digest.h"

namespace diemcau::centre {

PublicKey::PublicKey(EvpKeyPtr key, std::string der)
    : key_(std::move(key)), der_(std::move(der)), key_id_(sha256Hex(der_)) {}

Result<PublicKey> PublicKey::adopt(EvpKeyPtr key) {
  std::array<char, 32> group{};
  std::size_t length = 0;
  if (EVP_PKEY_get_group_name(key.get(), group.data(), group.size(), &length) != 1 ||
      std::string_view(group.data(), length) != "prime256v1") {
    ERR_clear_error();
    return fail("crypto", "key_not_p256");
  }
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return opensslFailure("key_malformed");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return PublicKey(std::move(key), std::move(bytes));
}

}  // namespace diemcau::centre
