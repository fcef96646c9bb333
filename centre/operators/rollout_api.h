// SPDX-License-Identifier: Apache-2.0
// The operators' API of rollouts: one change for many endpoints, in waves.
#pragma once

#include "centre/fleet/rollouts.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class RolloutApi {
 public:
  RolloutApi(Rollouts& rollouts, const OperatorGate& gate) : rollouts_(rollouts), gate_(gate) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task begin(const HttpRequest& request, const SessionRecord& session);
  Task draft(const HttpRequest& request, const SessionRecord& session);
  Task import(const HttpRequest& request, const SessionRecord& session);
  Task get(const HttpRequest& request, const SessionRecord& session);
  Task stop(const HttpRequest& request, const SessionRecord& session);

  Rollouts& rollouts_;
  const OperatorGate& gate_;
};

// As contract/http.yaml has it.
[[nodiscard]] std::string rolloutJson(const Rollouts::Run& run);

}  // namespace diemcau::centre
