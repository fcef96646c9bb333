// SPDX-License-Identifier: Apache-2.0
// Pictures of the makét: in by operators, out to them and to the endpoints.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <filesystem>

#include "centre/fleet/endpoint_finder.h"
#include "centre/http/router.h"
#include "centre/loop/moment.h"
#include "centre/loop/worker.h"
#include "centre/operators/operator_gate.h"
#include "centre/pictures/picture_store.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

// Bound to the loop's thread; the disk is the worker's.
class PictureApi {
 public:
  PictureApi(EndpointFinder& finder, const OperatorGate& gate, StoreThread& store, Worker& blocking, const Clock& clock,
             std::filesystem::path directory)
      : finder_(finder),
        gate_(gate),
        store_(store),
        blocking_(blocking),
        clock_(clock),
        pictures_(std::move(directory)) {}

  void addDeviceRoutes(Router& router);
  void addOperatorRoutes(Router& router);

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  Task take(const HttpRequest& request, const SessionRecord& session);
  Task give(const HttpRequest& request);
  Task giveToDevice(const HttpRequest& request);

  EndpointFinder& finder_;
  const OperatorGate& gate_;
  StoreThread& store_;
  Worker& blocking_;
  const Clock& clock_;
  PictureStore pictures_;
};

}  // namespace diemcau::centre
