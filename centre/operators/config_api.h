// SPDX-License-Identifier: Apache-2.0
// The operators' API of Configs: history, one version, pushing the next.
#pragma once

#include "centre/fleet/endpoint_finder.h"
#include "centre/fleet/publisher.h"
#include "centre/http/router.h"
#include "centre/operators/sessions.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class ConfigApi {
 public:
  ConfigApi(EndpointFinder& finder, Publisher& publisher, StoreThread& store, const Sessions& sessions)
      : finder_(finder), publisher_(publisher), store_(store), sessions_(sessions) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  using Action = Task (ConfigApi::*)(const HttpRequest&, const SessionRecord&, Endpoint&);

  [[nodiscard]] Handler forEndpoint(Action action);
  Task list(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task get(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);
  Task push(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint);

  EndpointFinder& finder_;
  Publisher& publisher_;
  StoreThread& store_;
  const Sessions& sessions_;
};

}  // namespace diemcau::centre
