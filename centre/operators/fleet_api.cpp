// SPDX-License-Identifier: Apache-2.0
// Handlers that answer out of memory.
#include "centre/operators/fleet_api.h"

#include "centre/operators/event_stream.h"
#include "centre/operators/views.h"

namespace diemcau::centre {
namespace {

// Pages that are open at the same time.
constexpr std::size_t kMaxWatchers = 64;

}  // namespace

void FleetApi::add(Router& router, std::string_view pattern, Action action) {
  router.add("GET", pattern, 0,
             gate_.forOperators([this, action](const HttpRequest& request, const SessionRecord& session) -> Task {
               co_return (this->*action)(request, session);
             }));
}

void FleetApi::add(Router& router, std::string_view pattern, EndpointAction action) {
  router.add(
      "GET", pattern, 0,
      gate_.forEndpoint([this, action](const HttpRequest& request, const SessionRecord&, Endpoint& endpoint) -> Task {
        co_return (this->*action)(request, endpoint);
      }));
}

void FleetApi::addRoutes(Router& router) {
  add(router, "/api/v1/centre", &FleetApi::getCentre);
  add(router, "/api/v1/sites", &FleetApi::listSites);
  add(router, "/api/v1/condition-types", &FleetApi::listConditionTypes);
  add(router, "/api/v1/endpoints", &FleetApi::listEndpoints);
  add(router, "/api/v1/endpoints/{id}", &FleetApi::getEndpoint);
  add(router, "/api/v1/endpoints/{id}/snapshots/{kind}", &FleetApi::getSnapshot);
  add(router, "/api/v1/events", &FleetApi::events);
}

HttpResponse FleetApi::getCentre(const HttpRequest&, const SessionRecord&) {
  return jsonResponse(200, centreJson(health_));
}

HttpResponse FleetApi::listSites(const HttpRequest&, const SessionRecord&) {
  return jsonResponse(200, siteListJson(fleet_.sites()));
}

HttpResponse FleetApi::listConditionTypes(const HttpRequest&, const SessionRecord&) {
  return jsonResponse(200, conditionTypesJson());
}

HttpResponse FleetApi::listEndpoints(const HttpRequest&, const SessionRecord&) {
  return jsonResponse(200, endpointListJson(fleet_.all()));
}

HttpResponse FleetApi::getEndpoint(const HttpRequest&, const Endpoint& endpoint) {
  return jsonResponse(200, endpointJson(endpoint));
}

HttpResponse FleetApi::getSnapshot(const HttpRequest& request, const Endpoint& endpoint) {
  const auto kind = snapshotKindFrom(request.path_values.at(1));
  if (!kind || !endpoint.snapshot(*kind)) return errorResponse(404, "not_found", request.path);
  const Snapshot& snapshot = *endpoint.snapshot(*kind);
  HttpResponse response;
  response.headers.emplace_back("etag", '"' + snapshot.etag + '"');
  response.headers.emplace_back("cache-control", "private, no-cache");
  if (matchesEntityTag(request.header("if-none-match"), snapshot.etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("content-type", "image/jpeg");
  response.shared_body = snapshot.jpeg;
  return response;
}

HttpResponse FleetApi::events(const HttpRequest&, const SessionRecord& session) {
  if (fleet_.changes().watchers() >= kMaxWatchers) {
    HttpResponse response = errorResponse(503, "too_many_pages");
    response.headers.emplace_back("retry-after", "10");
    return response;
  }
  HttpResponse response;
  response.headers.emplace_back("content-type", "text/event-stream");
  response.stream =
      std::make_unique<EventStream>(fleet_, rollouts_, waiting_, health_, sessions_, clock_, session.token_sha256);
  return response;
}

}  // namespace diemcau::centre
