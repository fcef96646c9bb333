// SPDX-License-Identifier: Apache-2.0
// Handlers of /.well-known/est.
#include "centre/enrolment/est_api.h"

#include <utility>

#include "centre/enrolment/est.h"
#include "centre/log/log.h"

namespace diemcau::centre {
namespace {

constexpr std::string_view kRetryAfter = "5";  // seconds; a technician stands before the screen

HttpResponse retryLater(HttpResponse response, std::string_view seconds) {
  response.headers.emplace_back("retry-after", seconds);
  return response;
}

HttpResponse denied(int status, std::string_view code) {
  HttpResponse response = errorResponse(status, code);
  if (status == 401) response.headers.emplace_back("www-authenticate", "Basic realm=\"enrolment\"");
  return response;
}

int statusOf(const Error& error) { return error.code == "media_type_unknown" ? 415 : 400; }

}  // namespace

void EstApi::addRoutes(Router& router) {
  router.add("GET", "/.well-known/est/cacerts", 0,
             [this](const HttpRequest&) -> Task { co_return certsOnlyResponse(authority_, true); });
  router.add("POST", "/.well-known/est/simpleenroll", kMaxEnrolmentBody,
             [this](const HttpRequest& request) { return simpleEnrol(request); });
  router.add("POST", "/.well-known/est/simplereenroll", kMaxEnrolmentBody,
             [this](const HttpRequest& request) { return simpleReenrol(request); });
}

EstApi::Task EstApi::simpleEnrol(const HttpRequest& request) {
  if (const auto wait = limit_.take(request.address)) {
    co_return retryLater(errorResponse(429, "too_many_tries"), std::to_string(wait->count()));
  }
  const auto asked = signingRequestIn(request);
  if (!asked) co_return co_await deny(request, "", statusOf(asked.error()), asked.error().code);
  const std::string subject = endpointIdOf(asked->key);
  auto token = tokenIn(request.header("authorization"));
  if (!token) co_return co_await deny(request, subject, 401, token.error().code);
  auto outcome = co_await enroller_.enrol({*asked, request.address, std::move(*token)});
  co_return co_await answer(request, subject, std::move(outcome));
}

EstApi::Task EstApi::simpleReenrol(const HttpRequest& request) {
  if (const auto wait = limit_.take(request.address)) {
    co_return retryLater(errorResponse(429, "too_many_tries"), std::to_string(wait->count()));
  }
  if (request.caller.empty()) co_return co_await deny(request, "", 403, "certificate_missing");
  const auto asked = signingRequestIn(request);
  if (!asked) co_return co_await deny(request, request.caller, statusOf(asked.error()), asked.error().code);
  auto outcome = co_await enroller_.renew(request.caller, {*asked, request.address});
  co_return co_await answer(request, request.caller, std::move(outcome));
}

EstApi::Task EstApi::answer(const HttpRequest& request, std::string subject, Result<Enroller::Outcome> outcome) {
  if (!outcome) {
    limit_.succeeded(request.address);
    logError("enrolment of " + subject + ": " + outcome.error().describe());
    co_return retryLater(errorResponse(503, "not_stored"), kRetryAfter);
  }
  if (const auto* refuse = std::get_if<Refuse>(&*outcome); refuse != nullptr) {
    if (refuse->code != "enrolment_refused") {
      co_return co_await deny(request, std::move(subject), refuse->status, refuse->code);
    }
    limit_.succeeded(request.address);
    co_return denied(refuse->status, refuse->code);
  }
  const auto* waiting = std::get_if<Enroller::Waiting>(&*outcome);
  if (waiting == nullptr || waiting->known) limit_.succeeded(request.address);
  if (waiting != nullptr) co_return retryLater(emptyResponse(202), kRetryAfter);
  co_return certsOnlyResponse(std::get<Certificate>(*outcome), false);
}

EstApi::Task EstApi::deny(const HttpRequest& request, std::string subject, int status, std::string_view code) {
  co_await enroller_.noteDenied(request.address, std::move(subject), code);
  co_return denied(status, code);
}

}  // namespace diemcau::centre
