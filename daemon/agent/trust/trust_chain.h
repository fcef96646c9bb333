// SPDX-License-Identifier: Apache-2.0
// Whom this endpoint trusts now: from the root that was installed to the newest that followed it.
//
// TUF specification 1.0.33, section 5.3 (update the root role): version N+1 counts when the thresholds of the
// root role of N and of N+1 itself have signed it. Its expiry is looked at only after the last step, so that a
// long absence is caught up with through roots that have expired meanwhile.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "contract/result.h"
#include "contract/timestamp.h"
#include "contract/trust_root.h"
#include "daemon/agent/envelope_verifier.h"

namespace diemcau::agent {

// Copies share what they hold, which never changes. Thread-bound.
class TrustChain {
 public:
  // Begins at a root that is trusted by its place in the identity directory. Errors: trust.* (envelope_verifier.h).
  [[nodiscard]] static Result<TrustChain> create(TrustRoot installed);

  // Steps to the next root. Errors, after which nothing has changed: those of EnvelopeVerifier::verify(), the
  // context says by which of both roots; document.*; trust.version_wrong (not the next one), trust.key_*.
  [[nodiscard]] Result<void> offer(std::string_view envelope);
  // Goes on with a root that an earlier run has accepted by offer(). It must be newer than the present one and
  // signed by its own threshold. Errors: as offer().
  [[nodiscard]] Result<void> resume(std::string_view envelope);

  [[nodiscard]] const TrustRoot& root() const { return trusted_->root; }
  [[nodiscard]] const EnvelopeVerifier& configVerifier() const { return trusted_->config; }
  [[nodiscard]] const EnvelopeVerifier& onlineVerifier() const { return trusted_->online; }
  // Blocks installing what is signed, never running it.
  [[nodiscard]] bool expired(Timestamp now) const { return trusted_->root.expires_at <= now; }

 private:
  struct Trusted {
    TrustRoot root;
    EnvelopeVerifier signers;  // of the next root
    EnvelopeVerifier config;
    EnvelopeVerifier online;
  };

  explicit TrustChain(std::shared_ptr<const Trusted> trusted) : trusted_(std::move(trusted)) {}
  [[nodiscard]] static Result<std::shared_ptr<const Trusted>> take(TrustRoot root);
  // What the envelope holds, whoever signed it, as a root that has signed itself.
  [[nodiscard]] static Result<std::shared_ptr<const Trusted>> openSigned(std::string_view envelope,
                                                                         std::string_view payload);

  std::shared_ptr<const Trusted> trusted_;
};

}  // namespace diemcau::agent
