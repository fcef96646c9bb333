// SPDX-License-Identifier: Apache-2.0
// The device API (/device/v1 of contract/http.yaml): Configs out, reports and pictures in.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "centre/device/room_notes.h"
#include "centre/fleet/centre_health.h"
#include "centre/fleet/endpoint_finder.h"
#include "centre/fleet/fleet.h"
#include "centre/http/router.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread. Who calls is the common name of the client certificate, and must be
// an endpoint of the store that is not revoked.
class DeviceApi {
 public:
  DeviceApi(Fleet& fleet, EndpointFinder& finder, StoreThread& store, CentreHealth& health, const Clock& clock)
      : fleet_(fleet), finder_(finder), store_(store), health_(health), clock_(clock) {}

  void addRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;
  using Action = Task (DeviceApi::*)(const HttpRequest&, Endpoint&);

  [[nodiscard]] Handler forKnown(Action action);
  Task callForKnown(Action action, const HttpRequest& request);
  Task getConfig(const HttpRequest& request, Endpoint& endpoint);
  Task postReport(const HttpRequest& request, Endpoint& endpoint);
  Task putSnapshot(const HttpRequest& request, Endpoint& endpoint);
  // One row of the audit log for each time that an endpoint begins to send what cannot be read.
  boost::asio::awaitable<HttpResponse> refuseReport(const Endpoint& endpoint, const HttpRequest& request, Error error);
  boost::asio::awaitable<void> write(std::vector<AuditRecord> rows);
  boost::asio::awaitable<void> keep(const Endpoint& endpoint, SnapshotKind kind, const Snapshot& snapshot);

  Fleet& fleet_;
  EndpointFinder& finder_;
  StoreThread& store_;
  CentreHealth& health_;
  const Clock& clock_;
  std::set<std::string> unreadable_;                             // endpoints whose last report was refused
  std::set<std::pair<std::string, SnapshotKind>> not_pictures_;  // the same of its pictures
  RoomNotes notes_;
  std::map<std::pair<std::string, SnapshotKind>, SteadyTime> kept_at_;  // pictures in the store
};

// Seconds of "Prefer: wait=N" (RFC 7240), at most 60; 0 when there is none.
[[nodiscard]] std::chrono::seconds preferredWait(std::string_view header);

}  // namespace diemcau::centre
