// SPDX-License-Identifier: Apache-2.0
// Who signed an envelope, and whether that is enough: nothing of a payload is looked at before.
//
// ECDSA P-256/SHA-256 over DSSE's pre-authentication encoding (protocol v1.0.2), by mbedTLS. A key id
// is the lower-case hexadecimal SHA-256 of the key's SubjectPublicKeyInfo; ids are counted once (TUF
// specification 5.3.4 and CVE-2020-6174: many signatures of one key must not meet a threshold). An id is optional in
// DSSE: a signature without one is tried with each key of the role.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "contract/result.h"
#include "contract/trust_root.h"
#include "daemon/agent/digest.h"

namespace diemcau::agent {

// What an envelope holds, once enough keys have signed it.
struct Verified {
  std::string payload;
  std::size_t signers = 0;  // distinct keys of the role that have signed
};

class EnvelopeVerifier {
 public:
  // For one role of the trust root. Errors: trust.key_id_wrong (not the hash of its key),
  // trust.key_unusable (not an ECDSA P-256 key).
  [[nodiscard]] static Result<EnvelopeVerifier> create(const TrustRoot& root, const TrustRole& role);
  EnvelopeVerifier(EnvelopeVerifier&&) noexcept;
  EnvelopeVerifier& operator=(EnvelopeVerifier&&) noexcept;
  ~EnvelopeVerifier();

  // The payload, once enough keys of the role have signed it as `payload_type`. Errors: document.*
  // (not an envelope), envelope.key_unknown (no signature by a key of the role),
  // envelope.signature_invalid (a signature by such a key does not hold, and the others are too few),
  // envelope.threshold_not_met (all hold, too few), envelope.payload_type_unknown.
  [[nodiscard]] Result<Verified> verify(std::string_view envelope, std::string_view payload_type) const;

 private:
  class Key;
  using Keys = std::map<std::string, std::unique_ptr<Key>, std::less<>>;

  explicit EnvelopeVerifier(std::uint32_t threshold);

  [[nodiscard]] Keys::const_iterator whoSigned(const Sha256& digest, std::string_view sig) const;

  Keys keys_;
  std::uint32_t threshold_;
};

}  // namespace diemcau::agent
