// SPDX-License-Identifier: Apache-2.0
// The operators' API of what there is and how it is: centre, sites, endpoints, pictures, events.
#pragma once

#include "centre/enrolment/waiting_boxes.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/fleet.h"
#include "centre/fleet/rollouts.h"
#include "centre/http/router.h"
#include "centre/operators/operator_gate.h"

namespace diemcau::centre {

// Bound to the loop's thread.
class FleetApi {
 public:
  FleetApi(Fleet& fleet, const Rollouts& rollouts, const WaitingBoxes& waiting, const CentreHealth& health,
           const Sessions& sessions, const OperatorGate& gate, const Clock& clock)
      : fleet_(fleet),
        rollouts_(rollouts),
        waiting_(waiting),
        health_(health),
        sessions_(sessions),
        gate_(gate),
        clock_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  using Action = HttpResponse (FleetApi::*)(const HttpRequest&, const SessionRecord&);
  using EndpointAction = HttpResponse (FleetApi::*)(const HttpRequest&, const Endpoint&);

  void add(Router& router, std::string_view pattern, Action action);
  void add(Router& router, std::string_view pattern, EndpointAction action);
  HttpResponse getCentre(const HttpRequest& request, const SessionRecord& session);
  HttpResponse listSites(const HttpRequest& request, const SessionRecord& session);
  HttpResponse listConditionTypes(const HttpRequest& request, const SessionRecord& session);
  HttpResponse listEndpoints(const HttpRequest& request, const SessionRecord& session);
  HttpResponse getEndpoint(const HttpRequest& request, const Endpoint& endpoint);
  HttpResponse getSnapshot(const HttpRequest& request, const Endpoint& endpoint);
  HttpResponse events(const HttpRequest& request, const SessionRecord& session);

  Fleet& fleet_;
  const Rollouts& rollouts_;
  const WaitingBoxes& waiting_;
  const CentreHealth& health_;
  const Sessions& sessions_;
  const OperatorGate& gate_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
