// SPDX-License-Identifier: Apache-2.0
// The operators' API of other passphrases for streams.
#pragma once

#include "centre/fleet/endpoint_finder.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/passphrases.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class PassphraseApi {
 public:
  PassphraseApi(Fleet& fleet, EndpointFinder& finder, Passphrases& passphrases, const OperatorGate& gate)
      : fleet_(fleet), finder_(finder), passphrases_(passphrases), gate_(gate) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task rotate(const HttpRequest& request, const SessionRecord& session);

  Fleet& fleet_;
  EndpointFinder& finder_;
  Passphrases& passphrases_;
  const OperatorGate& gate_;
};

}  // namespace diemcau::centre
