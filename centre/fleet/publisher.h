// SPDX-License-Identifier: Apache-2.0
// Pushes a new Config to an endpoint: check, sign, store, wake who waits.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "centre/crypto/signer.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/config_draft.h"
#include "centre/fleet/fleet.h"
#include "centre/store/rollouts.h"
#include "centre/store/store_thread.h"
#include "centre/trust/trust_roots.h"
#include "contract/config.h"
#include "contract/result.h"

namespace diemcau::centre {

struct Push {
  std::uint64_t base_version = 0;  // the version that was edited
  ConfigBody body;
  std::string author;
  std::string address;                // of the author
  std::optional<RolloutMark> mark{};  // of the rollout that pushes it; its version is filled in
};

// Bound to the loop's thread.
class Publisher {
 public:
  Publisher(Fleet& fleet, StoreThread& store, CentreHealth& health, const Signer& signer, const TrustRoots& roots,
            const Clock& clock, GatewayAddress gateway)
      : fleet_(fleet),
        store_(store),
        health_(health),
        signer_(signer),
        roots_(roots),
        clock_(clock),
        gateway_(std::move(gateway)) {}

  // The new version, durable and on its way. Errors: push.version_conflict (another version is the
  // newest), push.site_wrong (the body is for another room), signature.* (our key alone is not enough for endpoints:
  // offline_signing.h), crypto.not_signed, store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> push(Endpoint& endpoint, Push push);
  // Whether our key alone is enough for endpoints, as with that content. Errors: signature.*, crypto.not_signed.
  [[nodiscard]] Result<void> maySign(const Endpoint& endpoint, const ConfigBody& body) const;

 private:
  Fleet& fleet_;
  StoreThread& store_;
  CentreHealth& health_;
  const Signer& signer_;
  const TrustRoots& roots_;
  const Clock& clock_;
  const GatewayAddress gateway_;
};

// Whether it is of the newest version and for this room. Errors: push.version_conflict, push.site_wrong.
[[nodiscard]] Result<void> checkPush(const Endpoint& endpoint, const Push& push);

// Above everything that the endpoint was given or says it has.
[[nodiscard]] std::uint64_t nextVersion(const Endpoint& endpoint);

}  // namespace diemcau::centre
