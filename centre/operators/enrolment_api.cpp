// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/enrolments.
#include "centre/operators/enrolment_api.h"

#include "centre/operators/views.h"
#include "centre/store/enrolments.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxDecision = 4096;

Result<std::string> siteIn(std::string_view body) {
  return readDocument<std::string>(body, [](ObjectReader root) { return root.text("site", {1, 16}); });
}

}  // namespace

void EnrolmentApi::addRoutes(Router& router) {
  router.add("GET", "/api/v1/enrolments", 0,
             gate_.forOperators([this](const HttpRequest&, const SessionRecord&) -> Task {
               co_return jsonResponse(200, enrolmentListJson(waiting_.all()));
             }));
  router.add("POST", "/api/v1/enrolments/{key}/approve", kMaxDecision,
             gate_.forOperators(std::bind_front(&EnrolmentApi::approve, this), "enrolment.approve"));
  router.add("POST", "/api/v1/enrolments/{key}/refuse", 0,
             gate_.forOperators(std::bind_front(&EnrolmentApi::refuse, this), "enrolment.refuse"));
  router.add("POST", "/api/v1/endpoints/{id}/revoke", 0,
             gate_.forEndpoint(std::bind_front(&EnrolmentApi::revoke, this), "endpoint.revoke"));
}

AuditRecord EnrolmentApi::auditOf(const HttpRequest& request, const SessionRecord& session, const char* action) const {
  return {clock_.now().wall, session.account, request.address, action, "", ""};
}

EnrolmentApi::Task EnrolmentApi::approve(const HttpRequest& request, const SessionRecord& session) {
  const auto site = siteIn(request.body);
  if (!site) co_return errorResponse(400, site.error().code, site.error().context);
  const AuditRecord audit = auditOf(request, session, "enrolment.approve");
  co_return co_await answer(co_await store_.run(
      [&](Database& database) { return approveEnrolment(database, request.path_values.at(0), *site, audit); }));
}

EnrolmentApi::Task EnrolmentApi::refuse(const HttpRequest& request, const SessionRecord& session) {
  const AuditRecord audit = auditOf(request, session, "enrolment.refuse");
  co_return co_await answer(co_await store_.run(
      [&](Database& database) { return refuseEnrolment(database, request.path_values.at(0), audit); }));
}

EnrolmentApi::Task EnrolmentApi::revoke(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint) {
  AuditRecord audit = auditOf(request, session, "endpoint.revoke");
  audit.subject = endpoint.record.id;
  co_return co_await answer(
      co_await store_.run([&](Database& database) { return revokeEndpoint(database, endpoint.record.id, audit); }));
}

EnrolmentApi::Task EnrolmentApi::answer(Result<void> done) {
  if (!done && done.error().code == "unknown") co_return errorResponse(404, "not_found", done.error().context);
  if (!done && done.error().code == "site_unknown") {
    co_return errorResponse(400, "value_unknown", "/site: " + done.error().context);
  }
  health_.storeAnswered(done);
  if (!done) co_return errorResponse(503, "not_stored", done.error().describe());
  co_await refresh_();
  co_return emptyResponse(204);
}

}  // namespace diemcau::centre
