// SPDX-License-Identifier: Apache-2.0
// The public half of an EC key on P-256, as trust roots name it.
#pragma once

#include <string>
#include <string_view>

#include "centre/crypto/openssl.h"
#include "centre/crypto/private_key.h"
#include "contract/result.h"

namespace diemcau::centre {

// Owns the key. Movable.
class PublicKey {
 public:
  // SubjectPublicKeyInfo, DER or PEM. Errors: crypto.key_malformed, crypto.key_not_p256.
  [[nodiscard]] static Result<PublicKey> fromDer(std::string_view der);
  [[nodiscard]] static Result<PublicKey> fromPem(std::string_view pem);

  [[nodiscard]] const std::string& der() const { return der_; }
  // Lower-case hex SHA-256 of der().
  [[nodiscard]] const std::string& keyId() const { return key_id_; }
  // Whether it signed these bytes: ECDSA with SHA-256, DER.
  [[nodiscard]] bool signedThis(std::string_view bytes, std::string_view signature) const;

 private:
  explicit PublicKey(EvpKeyPtr key, std::string der);
  [[nodiscard]] static Result<PublicKey> adopt(EvpKeyPtr key);

  EvpKeyPtr key_;
  std::string der_;
  std::string key_id_;
};

// As `openssl pkey -pubout` writes it. Error: crypto.key_not_written.
[[nodiscard]] Result<std::string> publicPemOf(const PrivateKey& key);

}  // namespace diemcau::centre
