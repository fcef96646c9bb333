// SPDX-License-Identifier: Apache-2.0
// The operators' API of Configs that are signed on another machine: the draft out, the signed one in.
#pragma once

#include "centre/fleet/endpoint_finder.h"
#include "centre/fleet/offline_signing.h"
#include "centre/http/router.h"
#include "centre/operators/sessions.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class OfflineApi {
 public:
  OfflineApi(EndpointFinder& finder, OfflineSigning& offline, const Sessions& sessions)
      : finder_(finder), offline_(offline), sessions_(sessions) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  using Action = Task (OfflineApi::*)(const HttpRequest&, const SessionRecord&, Endpoint&);

  [[nodiscard]] Handler forEndpoint(Action action);
  Task draft(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task import(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);

  EndpointFinder& finder_;
  OfflineSigning& offline_;
  const Sessions& sessions_;
};

}  // namespace diemcau::centre
