// SPDX-License-Identifier: Apache-2.0
// The public half of an EC key on P-256, and its key id.
#pragma once

#include <string>
#include <string_view>

#include "centre/crypto/openssl.h"
#include "contract/result.h"

namespace diemcau::centre {

// Owns a key object, of which only the public half is looked at. Movable.
class PublicKey {
 public:
  // Errors: crypto.key_malformed, crypto.key_not_p256 (also of the curve with its parameters written out).
  [[nodiscard]] static Result<PublicKey> adopt(EvpKeyPtr key);
  // SubjectPublicKeyInfo, DER or PEM. Errors: as adopt().
  [[nodiscard]] static Result<PublicKey> fromDer(std::string_view der);
  [[nodiscard]] static Result<PublicKey> fromPem(std::string_view pem);

  // SubjectPublicKeyInfo, DER.
  [[nodiscard]] const std::string& der() const { return der_; }
  // As `openssl pkey -pubout` writes it. Error: crypto.key_not_written.
  [[nodiscard]] Result<std::string> toPem() const;
  // Lower-case hex SHA-256 of der().
  [[nodiscard]] const std::string& keyId() const { return key_id_; }
  // Whether it signed these bytes: ECDSA with SHA-256, DER.
  [[nodiscard]] bool signedThis(std::string_view bytes, std::string_view signature) const;
  [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }

 private:
  PublicKey(EvpKeyPtr key, std::string der);

  EvpKeyPtr key_;
  std::string der_;
  std::string key_id_;
};

}  // namespace diemcau::centre
