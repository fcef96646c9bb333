// SPDX-License-Identifier: Apache-2.0
// Signs documents of the contract into DSSE envelopes.
#pragma once

#include <string>
#include <string_view>

#include "centre/crypto/private_key.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

// Holds one key of the trust root.
class Signer {
 public:
  explicit Signer(PrivateKey key) : key_(std::move(key)) {}

  [[nodiscard]] const PrivateKey& key() const { return key_; }
  // The envelope as JSON. Error: crypto.not_signed.
  [[nodiscard]] Result<std::string> sign(std::string_view payload_type, std::string_view payload) const;
  [[nodiscard]] Result<std::string> sign(const Config& config) const;

 private:
  PrivateKey key_;
};

}  // namespace diemcau::centre
