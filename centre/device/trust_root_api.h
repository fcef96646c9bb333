// SPDX-License-Identifier: Apache-2.0
// The trust roots that followed the installed one (/device/v1/trust-roots of contract/http.yaml).
#pragma once

#include <boost/asio/awaitable.hpp>

#include "centre/fleet/endpoint_finder.h"
#include "centre/http/router.h"
#include "centre/trust/trust_roots.h"

namespace diemcau::centre {

// Bound to the loop's thread; reads the file of a few kilobytes each time, so that what another process publishes
// is there at once.
class TrustRootApi {
 public:
  TrustRootApi(EndpointFinder& finder, const TrustRoots& roots) : finder_(finder), roots_(roots) {}

  void addRoutes(Router& router);

 private:
  boost::asio::awaitable<HttpResponse> get(const HttpRequest& request);

  EndpointFinder& finder_;
  const TrustRoots& roots_;
};

}  // namespace diemcau::centre
