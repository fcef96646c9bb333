// SPDX-License-Identifier: Apache-2.0
// Keys made in the test, and Configs signed with them.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "contract/config.h"
#include "contract/trust_root.h"

namespace diemcau::agent::test {

inline constexpr const char* kEndpoint = "box-1a2b3c4d";

// A new P-256 key; copies share it.
class SigningKey {
 public:
  SigningKey();
  [[nodiscard]] const std::string& id() const;
  [[nodiscard]] const std::string& spki() const;
  [[nodiscard]] std::string sign(std::string_view bytes) const;

 private:
  struct Parts;
  std::shared_ptr<Parts> parts_;
};

[[nodiscard]] TrustRoot trustRoot(std::initializer_list<SigningKey> config_keys, std::uint32_t threshold = 1);

[[nodiscard]] std::string envelopeOf(std::string_view payload, std::initializer_list<SigningKey> signers,
                                     std::string_view payload_type = kConfigPayloadType);

// For kEndpoint, expiring in 2030.
[[nodiscard]] Config configOf(std::uint64_t version);

}  // namespace diemcau::agent::test
