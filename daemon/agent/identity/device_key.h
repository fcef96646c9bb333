// SPDX-License-Identifier: Apache-2.0
// The endpoint's private key: made on the box, and never anywhere else.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "contract/result.h"
#include "daemon/agent/identity/secret.h"

namespace diemcau::agent {

// Owns the key in memory, which is overwritten at the end. Moves. Thread-bound.
class DeviceKey {
 public:
  // A new P-256 key. Error: identity.key_not_made.
  [[nodiscard]] static Result<DeviceKey> generate();
  // A private key in PEM or DER (SEC 1 or PKCS #8). Errors: identity.key_unreadable.
  [[nodiscard]] static Result<DeviceKey> read(std::string_view bytes);

  DeviceKey(DeviceKey&&) noexcept;
  DeviceKey& operator=(DeviceKey&&) noexcept;
  ~DeviceKey();

  [[nodiscard]] const Secret& der() const { return der_; }  // SEC 1
  [[nodiscard]] Secret pem() const;
  [[nodiscard]] const std::string& publicDer() const { return public_der_; }  // SubjectPublicKeyInfo
  [[nodiscard]] const std::string& id() const { return id_; }                 // its SHA-256, in hexadecimal
  // "box-" and the first 8 digits of the id, as the centre names endpoints.
  [[nodiscard]] std::string endpoint() const { return "box-" + id_.substr(0, 8); }

  // A certificate request (PKCS #10, RFC 2986) for `common_name`, DER, signed with SHA-256.
  // Errors: identity.request_not_made.
  [[nodiscard]] Result<std::string> request(const std::string& common_name) const;

 private:
  struct Parts;
  DeviceKey();
  [[nodiscard]] Result<void> describe();

  std::unique_ptr<Parts> parts_;
  Secret der_;
  std::string public_der_;
  std::string id_;
};

}  // namespace diemcau::agent
