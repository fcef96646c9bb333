// SPDX-License-Identifier: Apache-2.0
// Configs whose signing keys are not on this machine: drafted here, signed elsewhere, brought back.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "centre/fleet/publisher.h"
#include "centre/trust/trust_roots.h"
#include "contract/signing_batch.h"

namespace diemcau::centre {

struct Import {
  std::string envelope;
  std::string author;
  std::string address;                // of the author
  std::optional<RolloutMark> mark{};  // of the rollout that pushes it; its version is filled in
};

// Bound to the loop's thread.
class OfflineSigning {
 public:
  OfflineSigning(Fleet& fleet, StoreThread& store, CentreHealth& health, const TrustRoots& roots, const Clock& clock,
                 GatewayAddress gateway)
      : fleet_(fleet), store_(store), health_(health), roots_(roots), clock_(clock), gateway_(std::move(gateway)) {}

  // The next Config in an envelope that nobody has signed. It holds the endpoint's passphrase. Nothing is stored.
  // Errors: push.version_conflict, push.site_wrong.
  [[nodiscard]] Result<std::string> draft(const Endpoint& endpoint, const Push& push, bool overrides_freeze) const;

  // The same of a room of a rollout, with the way back.
  [[nodiscard]] SigningBatchRoom draftRoom(const Endpoint& endpoint, const ConfigBody& before, const ConfigBody& after,
                                           bool overrides_freeze) const;
  // What both envelopes of such a room hold, once they are signed. Errors: as checkFor() and of an envelope itself as
  // import(); batch.* (signing_batch.h).
  [[nodiscard]] Result<BatchConfigs> open(const SigningBatchRoom& room) const;
  // Whether the Config is what that endpoint may get next. Errors: import.endpoint_wrong, import.site_wrong,
  // import.version_conflict, import.uplink_changed (since it was drafted).
  [[nodiscard]] Result<void> checkFor(const Endpoint& endpoint, const Config& config) const;

  // The version, durable and on its way. Errors: as checkFor(); signature.* (trust_roots.h), document.*,
  // import.type_wrong, import.second_signature_missing (it overrides the freeze), import.expired, store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> import(Endpoint& endpoint, Import import);

 private:
  [[nodiscard]] Result<Config> opened(const std::string& envelope) const;

  Fleet& fleet_;
  StoreThread& store_;
  CentreHealth& health_;
  const TrustRoots& roots_;
  const Clock& clock_;
  const GatewayAddress gateway_;
};

}  // namespace diemcau::centre
