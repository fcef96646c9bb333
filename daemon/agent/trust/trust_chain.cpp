// SPDX-License-Identifier: Apache-2.0
// The steps from one trust root to the next.
#include "daemon/agent/trust/trust_chain.h"

#include <format>
#include <utility>

#include "contract/envelope.h"

namespace diemcau::agent {

Result<TrustChain> TrustChain::create(TrustRoot installed) {
  auto trusted = take(std::move(installed));
  if (!trusted) return std::unexpected(std::move(trusted.error()));
  return TrustChain{*std::move(trusted)};
}

Result<std::shared_ptr<const TrustChain::Trusted>> TrustChain::take(TrustRoot root) {
  auto signers = EnvelopeVerifier::create(root, root.root);
  if (!signers) return std::unexpected(std::move(signers.error()));
  auto config = EnvelopeVerifier::create(root, root.config);
  if (!config) return std::unexpected(std::move(config.error()));
  auto online = EnvelopeVerifier::create(root, root.online);
  if (!online) return std::unexpected(std::move(online.error()));
  return std::make_shared<const Trusted>(std::move(root), *std::move(signers), *std::move(config), *std::move(online));
}

Result<std::shared_ptr<const TrustChain::Trusted>> TrustChain::openSigned(std::string_view envelope,
                                                                          std::string_view payload) {
  auto root = parseTrustRoot(payload);
  if (!root) return std::unexpected(std::move(root.error()));
  auto next = take(*std::move(root));
  if (!next) return next;
  auto verified = (*next)->signers.verify(envelope, kTrustRootPayloadType);
  if (!verified) {
    return std::unexpected(
        std::move(verified.error()).within(std::format("by version {} itself", (*next)->root.version)));
  }
  return next;
}

Result<void> TrustChain::offer(std::string_view envelope) {
  auto verified = trusted_->signers.verify(envelope, kTrustRootPayloadType);
  if (!verified) {
    return std::unexpected(std::move(verified.error()).within(std::format("by version {}", trusted_->root.version)));
  }
  auto next = openSigned(envelope, verified->payload);
  if (!next) return std::unexpected(std::move(next.error()));
  if ((*next)->root.version - 1 != trusted_->root.version) {
    return fail("trust", "version_wrong", std::format("{} after {}", (*next)->root.version, trusted_->root.version));
  }
  trusted_ = *std::move(next);
  return {};
}

Result<void> TrustChain::resume(std::string_view envelope) {
  const auto opened = parseEnvelope(envelope);
  if (!opened) return std::unexpected(opened.error());
  auto stored = openSigned(envelope, opened->payload);
  if (!stored) return std::unexpected(std::move(stored.error()));
  if ((*stored)->root.version <= trusted_->root.version) {
    return fail("trust", "version_wrong", std::format("{} after {}", (*stored)->root.version, trusted_->root.version));
  }
  trusted_ = *std::move(stored);
  return {};
}

}  // namespace diemcau::agent
