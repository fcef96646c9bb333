// SPDX-License-Identifier: Apache-2.0
// Finding and ending sessions.
#include "centre/operators/sessions.h"

#include <utility>

#include "centre/crypto/digest.h"

namespace diemcau::centre {
namespace {

std::optional<HttpResponse> refusalOf(const Sessions& sessions, const HttpRequest& request) {
  if (sessions.of(request) == nullptr) return errorResponse(401, "session_missing");
  if (!isFromOurPage(request)) return errorResponse(403, "header_missing", "X-Diemcau: 1");
  return std::nullopt;
}

boost::asio::awaitable<HttpResponse> callIfLoggedIn(const Sessions& sessions, const OperatorHandler& handler,
                                                    const HttpRequest& request) {
  if (auto refusal = refusalOf(sessions, request)) co_return std::move(*refusal);
  // The handler may wait while the session ends.
  const SessionRecord session = *sessions.of(request);
  co_return co_await handler(request, session);
}

}  // namespace

void Sessions::replaceAll(std::vector<SessionRecord> sessions) {
  sessions_.clear();
  for (SessionRecord& session : sessions) add(std::move(session));
}

void Sessions::add(SessionRecord session) {
  std::string token = session.token_sha256;
  sessions_.insert_or_assign(std::move(token), std::move(session));
}

void Sessions::remove(const std::string& token_sha256) { sessions_.erase(token_sha256); }

const SessionRecord* Sessions::find(const std::string& token_sha256) const {
  const auto found = sessions_.find(token_sha256);
  if (found == sessions_.end() || found->second.expires_at <= clock_.now().wall) return nullptr;
  return &found->second;
}

const SessionRecord* Sessions::of(const HttpRequest& request) const {
  const std::string_view token = request.cookie(kSessionCookie);
  return token.empty() ? nullptr : find(sha256Hex(token));
}

bool isFromOurPage(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD" || request.header("x-diemcau") == "1";
}

Handler forOperators(const Sessions& sessions, OperatorHandler handler) {
  return [&sessions, handler = std::move(handler)](const HttpRequest& request) {
    return callIfLoggedIn(sessions, handler, request);
  };
}

Gate onlyOperators(const Sessions& sessions) {
  return [&sessions](const HttpRequest& request) { return refusalOf(sessions, request); };
}

}  // namespace diemcau::centre
