// SPDX-License-Identifier: Apache-2.0
// The operators' API of Configs that are signed on another machine: the draft out, the signed one in.
#pragma once

#include "centre/fleet/offline_signing.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class OfflineApi {
 public:
  OfflineApi(OfflineSigning& offline, const OperatorGate& gate) : offline_(offline), gate_(gate) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task draft(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task import(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);

  OfflineSigning& offline_;
  const OperatorGate& gate_;
};

}  // namespace diemcau::centre
