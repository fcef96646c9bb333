// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/endpoints/{id}/configs/draft and …/import.
#include "centre/operators/offline_api.h"

#include <functional>
#include <string>
#include <utility>

#include "centre/operators/push_request.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxDraft = 256 * 1024;

HttpResponse refused(const Error& error) {
  if (error.code == "version_conflict") return errorResponse(409, error.code, error.context);
  if (error.domain == "push") return errorResponse(400, error.code, "/body" + error.context);
  if (error.domain == "signature") {
    return errorResponse(400, "signature_" + std::string(error.code), error.context);
  }
  if (error.domain == "import" || error.domain == "document") return errorResponse(400, error.code, error.context);
  return errorResponse(503, "not_stored", error.describe());
}

}  // namespace

void OfflineApi::addRoutes(Router& router) {
  const std::string all = "/api/v1/endpoints/{id}/configs";
  router.add("POST", all + "/draft", kMaxDraft,
             gate_.forEndpoint(std::bind_front(&OfflineApi::draft, this), "config.draft"));
  router.add("POST", all + "/import", kMaxEnvelopeBytes,
             gate_.forEndpoint(std::bind_front(&OfflineApi::import, this), "config.import"));
}

OfflineApi::Task OfflineApi::draft(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint) {
  auto wanted = pushIn(request.body);
  if (!wanted) co_return errorResponse(400, wanted.error().code, wanted.error().context);
  const Push push{wanted->base_version, std::move(wanted->body), session.account, request.address};
  auto envelope = offline_.draft(endpoint, push, wanted->overrides_freeze);
  if (!envelope) co_return refused(envelope.error());
  HttpResponse response;
  response.headers.emplace_back("content-type", kEnvelopeMediaType);
  response.body = std::move(*envelope);
  co_return response;
}

OfflineApi::Task OfflineApi::import(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint) {
  const auto version = co_await offline_.import(endpoint, {request.body, session.account, request.address});
  if (!version) co_return refused(version.error());
  co_return jsonResponse(201, "{\"version\":" + std::to_string(*version) + "}");
}

}  // namespace diemcau::centre
