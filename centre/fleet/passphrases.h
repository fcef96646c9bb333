// SPDX-License-Identifier: Apache-2.0
// Replaces passphrases of streams while the rooms are on air.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "centre/fleet/centre_health.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/publisher.h"
#include "centre/store/store_thread.h"
#include "contract/result.h"

namespace diemcau::centre {

enum class PassphraseStep { Push, Wait, Take, Drop };

// What is to be done about an endpoint that has two: bring it the next one, wait for it, forget the present one, or the
// next one, because the endpoint went back from it or, in a conference, does not take it. Drop: unless the version that
// it went back to has the next one as well. Pure.
[[nodiscard]] PassphraseStep nextStepOf(const Endpoint& endpoint);

// An endpoint is given a second passphrase, and a Config that names it; the gateway takes both, each by its number in
// the stream id, until the endpoint has committed that Config or gone back from it. Every step is in the store before
// its effect, and watch() goes on with what it finds there: after a restart, or when another process (diemcau-centre
// rotate) has begun it. Bound to the loop's thread.
class Passphrases {
 public:
  // `keys_changed`: the gateway is to be told (Fleet::streamKeys).
  Passphrases(Fleet& fleet, Publisher& publisher, StoreThread& store, CentreHealth& health, const Clock& clock,
              std::function<void()> keys_changed)
      : fleet_(fleet),
        publisher_(publisher),
        store_(store),
        health_(health),
        clock_(clock),
        keys_changed_(std::move(keys_changed)) {}

  // Begins it. Errors: passphrase.config_missing, passphrase.conference_running (the endpoint would not take it),
  // passphrase.not_pushed (our key alone is not enough for endpoints), passphrase.* of the store, store.*.
  [[nodiscard]] boost::asio::awaitable<Result<void>> replace(Endpoint& endpoint, const std::string& author,
                                                             const std::string& address);
  // Once a second: goes on with those that are being replaced. Never ends.
  [[nodiscard]] boost::asio::awaitable<void> watch();

 private:
  [[nodiscard]] boost::asio::awaitable<Result<ConfigBody>> newestBody(const Endpoint& endpoint);
  boost::asio::awaitable<void> goOn(Endpoint& endpoint);
  boost::asio::awaitable<void> push(Endpoint& endpoint);
  boost::asio::awaitable<void> drop(Endpoint& endpoint);
  boost::asio::awaitable<void> end(Endpoint& endpoint, bool taken, const std::string& why);

  Fleet& fleet_;
  Publisher& publisher_;
  StoreThread& store_;
  CentreHealth& health_;
  const Clock& clock_;
  const std::function<void()> keys_changed_;
};

}  // namespace diemcau::centre
