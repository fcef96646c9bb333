// SPDX-License-Identifier: Apache-2.0
// Configs whose signing keys are not on this machine: drafted here, signed elsewhere, brought back.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "centre/fleet/publisher.h"
#include "centre/trust/trust_roots.h"

namespace diemcau::centre {

struct Import {
  std::string envelope;
  std::string author;
  std::string address;  // of the author
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

  // The version, durable and on its way. Errors: signature.* (trust_roots.h),
  // document.*, import.type_wrong, import.endpoint_wrong, import.site_wrong, import.second_signature_missing (it
  // overrides the freeze), import.expired, import.uplink_changed (since it was drafted), import.version_conflict,
  // store.*.
  [[nodiscard]] boost::asio::awaitable<Result<std::uint64_t>> import(Endpoint& endpoint, const Import& import);

 private:
  [[nodiscard]] Result<Config> check(const Endpoint& endpoint, const std::string& envelope) const;

  Fleet& fleet_;
  StoreThread& store_;
  CentreHealth& health_;
  const TrustRoots& roots_;
  const Clock& clock_;
  const GatewayAddress gateway_;
};

}  // namespace diemcau::centre
