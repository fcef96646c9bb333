// SPDX-License-Identifier: Apache-2.0
// What every request of the operators' API passes: who is logged in, about which endpoint, and what is refused.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "centre/fleet/endpoint_finder.h"
#include "centre/http/router.h"
#include "centre/operators/sessions.h"
#include "centre/store/store_thread.h"

namespace diemcau::centre {

using OperatorHandler = std::function<boost::asio::awaitable<HttpResponse>(const HttpRequest&, const SessionRecord&)>;
using EndpointHandler =
    std::function<boost::asio::awaitable<HttpResponse>(const HttpRequest&, const SessionRecord&, Endpoint&)>;

// Bound to the loop's thread. Handlers that it made refer to it.
class OperatorGate {
 public:
  OperatorGate(const Sessions& sessions, EndpointFinder& finder, StoreThread& store, const Clock& clock)
      : sessions_(sessions), finder_(finder), store_(store), clock_(clock) {}

  // A handler for people that are logged in: others get 401, changes without the header of our page 403. What changes
  // something is called `change`, as in the audit log ("config.push"): refused (4xx) to somebody who is logged in, it
  // stands there as "config.push_refused", with its reason.
  [[nodiscard]] Handler forOperators(OperatorHandler handler, std::string change = {}) const;
  // The same about the endpoint that the path's first value names; 404 when there is none.
  [[nodiscard]] Handler forEndpoint(EndpointHandler handler, std::string change = {}) const;
  // The same judged before the body is taken, for routes with large ones.
  [[nodiscard]] Gate onlyOperators() const;

  // For what is refused in part, by an answer that is none: a row of the audit log as above. What cannot be stored is
  // logged.
  [[nodiscard]] boost::asio::awaitable<void> noteRefused(const HttpRequest& request, const SessionRecord& session,
                                                         std::string change, std::string subject,
                                                         std::string why) const;

 private:
  using Task = boost::asio::awaitable<HttpResponse>;

  [[nodiscard]] Task call(const HttpRequest& request, const OperatorHandler& handler, const std::string& change) const;
  [[nodiscard]] Task callAbout(const HttpRequest& request, const SessionRecord& session,
                               const EndpointHandler& handler) const;

  const Sessions& sessions_;
  EndpointFinder& finder_;
  StoreThread& store_;
  const Clock& clock_;
};

}  // namespace diemcau::centre
