// SPDX-License-Identifier: Apache-2.0
// An EC key on P-256: of a certificate, of a role of the trust root, of an endpoint.
#pragma once

#include <string>
#include <string_view>

#include "centre/crypto/openssl.h"
#include "centre/crypto/public_key.h"
#include "contract/result.h"

namespace diemcau::centre {

// Owns the key. Movable, thread-bound while it signs.
class PrivateKey {
 public:
  // Error: crypto.key_not_made.
  [[nodiscard]] static Result<PrivateKey> generate();
  // PKCS#8 or SEC1, not encrypted. Errors: crypto.key_malformed, crypto.key_not_p256.
  [[nodiscard]] static Result<PrivateKey> fromPem(std::string_view pem);

  // PKCS#8. A secret. Error: crypto.key_not_written.
  [[nodiscard]] Result<std::string> toPem() const;
  // Valid as long as this key.
  [[nodiscard]] const PublicKey& publicKey() const { return key_; }
  // SubjectPublicKeyInfo, DER.
  [[nodiscard]] const std::string& publicDer() const { return key_.der(); }
  // Lower-case hex SHA-256 of publicDer().
  [[nodiscard]] const std::string& keyId() const { return key_.keyId(); }
  // ECDSA with SHA-256, DER. Error: crypto.not_signed.
  [[nodiscard]] Result<std::string> sign(std::string_view bytes) const;

  [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }

 private:
  explicit PrivateKey(PublicKey key) : key_(std::move(key)) {}
  [[nodiscard]] static Result<PrivateKey> adopt(EvpKeyPtr key);

  PublicKey key_;  // its object has both halves
};

}  // namespace diemcau::centre
