// SPDX-License-Identifier: Apache-2.0
// Who signed an envelope, and whether that is enough: nothing of a payload is looked at before.
#include "daemon/agent/envelope_verifier.h"

#include <mbedtls/ecp.h>
#include <mbedtls/pk.h>

#include <algorithm>
#include <format>
#include <set>
#include <utility>

#include "contract/envelope.h"

namespace diemcau::agent {
namespace {

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

class EnvelopeVerifier::Key {
 public:
  Key() { mbedtls_pk_init(&context_); }
  ~Key() { mbedtls_pk_free(&context_); }
  Key(const Key&) = delete;
  Key& operator=(const Key&) = delete;

  // Whether `spki` is a P-256 key.
  [[nodiscard]] bool load(std::string_view spki) {
    if (mbedtls_pk_parse_public_key(&context_, bytesOf(spki), spki.size()) != 0) return false;
    if (mbedtls_pk_can_do(&context_, MBEDTLS_PK_ECDSA) == 0) return false;
    return mbedtls_ecp_keypair_get_group_id(mbedtls_pk_ec(context_)) == MBEDTLS_ECP_DP_SECP256R1;
  }

  [[nodiscard]] bool signedThis(const Sha256& digest, std::string_view signature) {
    return mbedtls_pk_verify(&context_, MBEDTLS_MD_SHA256, digest.data(), digest.size(), bytesOf(signature),
                             signature.size()) == 0;
  }

 private:
  mbedtls_pk_context context_;
};

EnvelopeVerifier::EnvelopeVerifier(std::uint32_t threshold) : threshold_(std::max(threshold, 1U)) {}
EnvelopeVerifier::EnvelopeVerifier(EnvelopeVerifier&&) noexcept = default;
EnvelopeVerifier& EnvelopeVerifier::operator=(EnvelopeVerifier&&) noexcept = default;
EnvelopeVerifier::~EnvelopeVerifier() = default;

Result<EnvelopeVerifier> EnvelopeVerifier::create(const TrustRoot& root, const TrustRole& role) {
  EnvelopeVerifier verifier{role.threshold};
  for (const std::string& id : role.keyids) {
    const auto found = root.keys.find(id);
    if (found == root.keys.end() || sha256Hex(found->second) != id) return fail("trust", "key_id_wrong", id);
    auto key = std::make_unique<Key>();
    if (!key->load(found->second)) return fail("trust", "key_unusable", id);
    verifier.keys_.insert_or_assign(id, std::move(key));
  }
  return verifier;
}

EnvelopeVerifier::Keys::const_iterator EnvelopeVerifier::whoSigned(const Sha256& digest, std::string_view sig) const {
  return std::ranges::find_if(keys_, [&](const auto& key) { return key.second->signedThis(digest, sig); });
}

Result<Verified> EnvelopeVerifier::verify(std::string_view envelope_json, std::string_view payload_type) const {
  auto envelope = parseEnvelope(envelope_json);
  if (!envelope) return std::unexpected(std::move(envelope.error()));

  const Sha256 digest = sha256(preAuthEncoding(envelope->payload_type, envelope->payload));
  std::set<std::string_view> signers;
  std::string unknown;
  std::string broken;
  for (const Signature& signature : envelope->signatures) {
    const auto key = signature.keyid.empty() ? whoSigned(digest, signature.sig) : keys_.find(signature.keyid);
    if (key == keys_.end() && signature.keyid.empty()) {
      unknown = "a signature without keyid";
    } else if (key == keys_.end()) {
      unknown = signature.keyid;
    } else if (signature.keyid.empty() || key->second->signedThis(digest, signature.sig)) {
      signers.insert(key->first);
    } else {
      broken = signature.keyid;
    }
  }
  if (signers.size() < threshold_) {
    if (!broken.empty()) return fail("envelope", "signature_invalid", broken);
    if (signers.empty() && !unknown.empty()) return fail("envelope", "key_unknown", unknown);
    return fail("envelope", "threshold_not_met", std::format("{} of {}", signers.size(), threshold_));
  }
  if (envelope->payload_type != payload_type) {
    return fail("envelope", "payload_type_unknown", envelope->payload_type);
  }
  return Verified{std::move(envelope->payload), signers.size()};
}

}  // namespace diemcau::agent
