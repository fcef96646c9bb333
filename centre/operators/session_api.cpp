// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/session.
#include "centre/operators/session_api.h"

#include <optional>

#include "centre/crypto/digest.h"
#include "centre/crypto/password_hash.h"
#include "centre/log/log.h"
#include "centre/operators/login_request.h"
#include "centre/store/audit.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kTokenLength = 52;  // 260 bits

std::string cookie(std::string_view value, std::chrono::seconds life) {
  return std::string(kSessionCookie) + "=" + std::string(value) +
         "; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=" + std::to_string(life.count());
}

HttpResponse tooManyTries(std::chrono::seconds wait) {
  HttpResponse response = errorResponse(429, "too_many_tries");
  response.headers.emplace_back("retry-after", std::to_string(wait.count()));
  return response;
}

// Without a password the time of an answer is the same as with one.
bool matches(const std::string& password, const std::optional<std::string>& hash) {
  if (hash) return passwordMatches(password, *hash);
  [[maybe_unused]] const auto spent = hashPassword(password);
  return false;
}

boost::asio::awaitable<HttpResponse> whoAmI(const HttpRequest&, const SessionRecord& session) {
  OrderedJson json;
  json["operator"] = session.account;
  json["since"] = formatTimestamp(session.since);
  co_return jsonResponse(200, dumpJson(json));
}

}  // namespace

void SessionApi::addRoutes(Router& router) {
  router.add("POST", "/api/v1/session", kMaxLogin, [this](const HttpRequest& request) { return logIn(request); });
  router.add("DELETE", "/api/v1/session", 0, [this](const HttpRequest& request) { return logOut(request); });
  router.add("GET", "/api/v1/session", 0, gate_.forOperators(whoAmI));
}

SessionApi::Task SessionApi::logIn(const HttpRequest& request) {
  if (!isFromOurPage(request)) co_return errorResponse(403, "header_missing", "X-Diemcau: 1");
  if (const auto wait = limit_.take(request.address)) co_return tooManyTries(*wait);
  const auto password = passwordIn(request.body);
  if (!password) {
    co_await noteRefusal(request.address, std::string(password.error().code));
    co_return errorResponse(400, password.error().code, password.error().context);
  }
  const auto verdict = co_await judge(*password);
  if (!verdict) co_return errorResponse(503, "store_failed");
  if (*verdict == Verdict::Right) {
    limit_.succeeded(request.address);
    co_return co_await open(request);
  }
  const std::string code = *verdict == Verdict::UsedBefore ? "one_time_password_used" : "password_wrong";
  co_await noteRefusal(request.address, code);
  co_return errorResponse(401, code);
}

boost::asio::awaitable<Result<SessionApi::Verdict>> SessionApi::judge(const std::string& password) {
  const std::string one_time = oneTimeHash(password);
  const Timestamp now = clock_.now().wall;
  const auto use =
      co_await store_.run([&](Database& database) { return takeOneTimePassword(database, one_time, now); });
  if (!use) co_return std::unexpected(use.error());
  if (*use == OneTimeUse::Taken) co_return Verdict::Right;
  const auto hash = co_await store_.run([](Database& database) { return passwordHash(database, kOperator); });
  if (!hash) co_return std::unexpected(hash.error());
  const bool right = co_await hashing_.run([&] { return matches(password, *hash); });
  if (right) co_return Verdict::Right;
  co_return *use == OneTimeUse::UsedBefore ? Verdict::UsedBefore : Verdict::Wrong;
}

boost::asio::awaitable<void> SessionApi::noteRefusal(const std::string& address, std::string detail) {
  logWarning("login refused, from " + address);
  const AuditRecord audit{clock_.now().wall, kOperator, address, "login.refused", kOperator, std::move(detail)};
  const Result<void> noted = co_await store_.run([&](Database& database) { return addAudit(database, audit); });
  if (!noted) logError("audit: " + noted.error().describe());
}

SessionApi::Task SessionApi::open(const HttpRequest& request) {
  const std::string token = randomText(kTokenLength);
  const Timestamp now = clock_.now().wall;
  const SessionRecord session{sha256Hex(token), kOperator, now, now + kSessionLife};
  const AuditRecord audit{now, kOperator, request.address, "login", kOperator, ""};
  const Result<void> stored =
      co_await store_.run([&](Database& database) { return addSession(database, session, audit); });
  // A full disk must not keep people out: the session then lives in memory only.
  if (!stored) logError("session not stored: " + stored.error().describe());
  sessions_.add(session);
  HttpResponse response = emptyResponse(204);
  response.headers.emplace_back("set-cookie", cookie(token, kSessionLife));
  co_return response;
}

SessionApi::Task SessionApi::logOut(const HttpRequest& request) {
  if (!isFromOurPage(request)) co_return errorResponse(403, "header_missing", "X-Diemcau: 1");
  if (const SessionRecord* session = sessions_.of(request)) {
    const std::string token = session->token_sha256;
    sessions_.remove(token);
    const Result<void> removed =
        co_await store_.run([&token](Database& database) { return removeSession(database, token); });
    if (!removed) logError("session not removed: " + removed.error().describe());
  }
  HttpResponse response = emptyResponse(204);
  response.headers.emplace_back("set-cookie", cookie("", std::chrono::seconds(0)));
  co_return response;
}

}  // namespace diemcau::centre
