// SPDX-License-Identifier: Apache-2.0
// The operators' API of Configs: history, one version, pushing the next.
#pragma once

#include "centre/fleet/publisher.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class ConfigApi {
 public:
  ConfigApi(Publisher& publisher, StoreThread& store, const OperatorGate& gate)
      : publisher_(publisher), store_(store), gate_(gate) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task list(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task get(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task push(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);

  Publisher& publisher_;
  StoreThread& store_;
  const OperatorGate& gate_;
};

}  // namespace diemcau::centre
