// SPDX-License-Identifier: Apache-2.0
// Counting the keys that signed an envelope; ids count once (TUF specification, 5.3.4; CVE-2020-6174).
#include "centre/trust/role_signatures.h"

#include <algorithm>
#include <format>
#include <set>
#include <string>

#include "centre/crypto/public_key.h"

namespace diemcau::centre {

Result<std::size_t> signersOf(const Envelope& envelope, const TrustRoot& root, const TrustRole& role) {
  const std::string bytes = preAuthEncoding(envelope.payload_type, envelope.payload);
  std::set<std::string> signers;
  std::string unknown;
  std::string broken;
  for (const Signature& signature : envelope.signatures) {
    const auto known = root.keys.find(signature.keyid);
    if (known == root.keys.end() || !std::ranges::contains(role.keyids, signature.keyid)) {
      unknown = signature.keyid;
      continue;
    }
    const auto key = PublicKey::fromDer(known->second);
    const bool holds = key && key->keyId() == signature.keyid && key->signedThis(bytes, signature.sig);
    if (holds) {
      signers.insert(signature.keyid);
    } else {
      broken = signature.keyid;
    }
  }
  if (signers.size() >= role.threshold) return signers.size();
  if (!broken.empty()) return fail("signature", "invalid", broken);
  if (signers.empty() && !unknown.empty()) return fail("signature", "key_unknown", unknown);
  return fail("signature", "threshold_not_met",
              std::format("{} of {} keys have signed", signers.size(), role.threshold));
}

}  // namespace diemcau::centre
