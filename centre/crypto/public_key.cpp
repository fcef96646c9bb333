// SPDX-License-Identifier: Apache-2.0
// Public P-256 keys by OpenSSL's EVP.
#include "centre/crypto/public_key.h"

#include <openssl/pem.h>

#include <array>
#include <string_view>
#include <utility>

#include "centre/crypto/digest.h"

namespace diemcau::centre {

PublicKey::PublicKey(EvpKeyPtr key, std::string der)
    : key_(std::move(key)), der_(std::move(der)), key_id_(sha256Hex(der_)) {}

Result<PublicKey> PublicKey::adopt(EvpKeyPtr key) {
  if (!key) return opensslFailure("key_malformed");
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

Result<PublicKey> PublicKey::fromDer(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return adopt(EvpKeyPtr(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))));
}

Result<PublicKey> PublicKey::fromPem(std::string_view pem) {
  const BioPtr source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return adopt(EvpKeyPtr(source ? PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr) : nullptr));
}

bool PublicKey::signedThis(std::string_view bytes, std::string_view signature) const {
  const EvpDigestContextPtr context(EVP_MD_CTX_new());
  const bool holds =
      context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
  ERR_clear_error();
  return holds;
}

Result<std::string> PublicKey::toPem() const {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_PUBKEY(memory.get(), key_.get()) != 1) return opensslFailure("key_not_written");
  return contentOf(memory.get());
}

}  // namespace diemcau::centre
