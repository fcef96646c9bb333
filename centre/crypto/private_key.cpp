// SPDX-License-Identifier: Apache-2.0
// P-256 keys by OpenSSL's EVP.
#include "centre/crypto/private_key.h"

#include <openssl/ec.h>
#include <openssl/pem.h>

#include <utility>

namespace diemcau::centre {

Result<PrivateKey> PrivateKey::adopt(EvpKeyPtr key) {
  auto adopted = PublicKey::adopt(std::move(key));
  if (!adopted) return std::unexpected(std::move(adopted).error());
  return PrivateKey(std::move(*adopted));
}

Result<PrivateKey> PrivateKey::generate() {
  EvpKeyPtr key(EVP_EC_gen("P-256"));
  if (!key) return opensslFailure("key_not_made");
  return adopt(std::move(key));
}

Result<PrivateKey> PrivateKey::fromPem(std::string_view pem) {
  const BioPtr source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // No prompt on a terminal: an encrypted key is refused.
  char no_password[] = "";
  EvpKeyPtr key(source ? PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, no_password) : nullptr);
  if (!key) return opensslFailure("key_malformed");
  return adopt(std::move(key));
}

Result<std::string> PrivateKey::toPem() const {
  const BioPtr memory(BIO_new(BIO_s_secmem()));
  if (!memory || PEM_write_bio_PKCS8PrivateKey(memory.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return opensslFailure("key_not_written");
  }
  return contentOf(memory.get());
}

Result<std::string> PrivateKey::sign(std::string_view bytes) const {
  const EvpDigestContextPtr context(EVP_MD_CTX_new());
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t size = 0;
  if (!context || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size()) != 1) {
    return opensslFailure("not_signed");
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, bytes.size()) !=
      1) {
    return opensslFailure("not_signed");
  }
  signature.resize(size);
  return signature;
}

}  // namespace diemcau::centre
