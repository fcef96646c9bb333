// SPDX-License-Identifier: Apache-2.0
// Letting operators in, and writing down what they are refused.
#include "centre/operators/operator_gate.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "centre/log/log.h"
#include "centre/store/audit.h"

namespace diemcau::centre {
namespace {

bool isRefusal(const HttpResponse& response) { return response.status >= 400 && response.status < 500; }

HttpResponse foreignPage() { return errorResponse(403, "header_missing", "X-Diemcau: 1"); }

}  // namespace

Handler OperatorGate::forOperators(OperatorHandler handler, std::string change) const {
  return [this, handler = std::move(handler), change = std::move(change)](const HttpRequest& request) {
    return call(request, handler, change);
  };
}

Handler OperatorGate::forEndpoint(EndpointHandler handler, std::string change) const {
  return forOperators(
      [this, handler = std::move(handler)](const HttpRequest& request, const SessionRecord& session) {
        return callAbout(request, session, handler);
      },
      std::move(change));
}

Gate OperatorGate::onlyOperators() const {
  return [this](const HttpRequest& request) -> std::optional<HttpResponse> {
    if (sessions_.of(request) == nullptr) return errorResponse(401, "session_missing");
    if (!isFromOurPage(request)) return foreignPage();
    return std::nullopt;
  };
}

OperatorGate::Task OperatorGate::call(const HttpRequest& request, const OperatorHandler& handler,
                                      const std::string& change) const {
  const SessionRecord* found = sessions_.of(request);
  if (found == nullptr) co_return errorResponse(401, "session_missing");
  // The handler may wait while the session ends.
  const SessionRecord session = *found;
  HttpResponse response = isFromOurPage(request) ? co_await handler(request, session) : foreignPage();
  if (!change.empty() && isRefusal(response)) {
    const std::string subject = request.path_values.empty() ? "" : request.path_values.front();
    co_await noteRefused(request, session, change, subject, response.refused);
  }
  co_return response;
}

OperatorGate::Task OperatorGate::callAbout(const HttpRequest& request, const SessionRecord& session,
                                           const EndpointHandler& handler) const {
  Endpoint* endpoint = co_await finder_.find(request.path_values.at(0));
  if (endpoint == nullptr) co_return errorResponse(404, "not_found", request.path);
  co_return co_await handler(request, session, *endpoint);
}

boost::asio::awaitable<void> OperatorGate::noteRefused(const HttpRequest& request, const SessionRecord& session,
                                                       std::string change, std::string subject, std::string why) const {
  const AuditRecord audit =
      refusalOf({clock_.now().wall, session.account, request.address, std::move(change), std::move(subject), ""}, why);
  const Result<void> noted = co_await store_.run([&audit](Database& database) { return addAudit(database, audit); });
  if (!noted) logError("audit: " + noted.error().describe());
}

}  // namespace diemcau::centre
