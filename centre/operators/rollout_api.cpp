// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/rollouts.
#include "centre/operators/rollout_api.h"

#include <functional>
#include <utility>

#include "centre/operators/room_variables.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxBody = 256 * 1024;
constexpr std::size_t kMaxTargets = 1'000;

struct WishedRollout {
  RolloutWish wish;
  bool overrides_freeze = false;  // counts for drafts alone
};

Result<WishedRollout> wishIn(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  WishedRollout wished;
  RolloutWish& wish = wished.wish;
  std::optional<Error> error;
  ObjectReader root(*json, error);
  (void)root.object("changes");
  if (root.has("endpoints")) wish.endpoints = root.texts("endpoints", kMaxTargets, {1, 64});
  if (root.has("first")) wish.first = root.uint32("first", 1, kMaxTargets);
  if (root.has("most_failures")) wish.most_failures = root.uint32("most_failures", 0, kMaxTargets);
  if (root.has("override")) wished.overrides_freeze = root.flag("override");
  wish.variables = readVariables(root, *json);
  if (error) return std::unexpected(std::move(*error));
  wish.patch = json->at("changes").dump();
  return wished;
}

HttpResponse refused(const Error& error) {
  if (error.domain == "rollout" && error.code == "running") return errorResponse(409, "rollout_running");
  if (error.domain == "rollout" && error.code == "over") return errorResponse(409, "rollout_over");
  if (error.domain == "rollout" && error.code == "overtaken") return errorResponse(409, "overtaken", error.context);
  if (error.domain == "signature") return errorResponse(403, "signature_missing", error.context);
  if (error.domain == "store") return errorResponse(503, "store_failed", error.describe());
  return errorResponse(400, error.code, error.context);
}

// Of an import the signatures are what was sent.
HttpResponse importRefused(const Error& error) {
  if (error.domain != "signature") return refused(error);
  return errorResponse(400, "signature_" + std::string(error.code), error.context);
}

OrderedJson toJson(const RolloutTarget& target) {
  OrderedJson json;
  json["endpoint"] = target.endpoint;
  json["site"] = {{"code", target.site.code}, {"name", target.site.name}};
  json["step"] = nameOf(target.step);
  json["version"] = target.version;
  json["detail"] = target.detail;
  return json;
}

}  // namespace

std::string rolloutJson(const Rollouts::Run& run) {
  OrderedJson json;
  json["id"] = run.id;
  json["author"] = run.author;
  json["began_at"] = formatTimestamp(run.began_at);
  json["state"] = run.over ? nameOf(run.rollout.state()) : "running";
  json["targets"] = OrderedJson::array();
  for (const RolloutTarget& target : run.rollout.targets()) json["targets"].push_back(toJson(target));
  return dumpJson(json);
}

void RolloutApi::addRoutes(Router& router) {
  router.add("POST", "/api/v1/rollouts", kMaxBody,
             gate_.forOperators(std::bind_front(&RolloutApi::begin, this), "rollout.begin"));
  router.add("POST", "/api/v1/rollouts/draft", kMaxBody,
             gate_.forOperators(std::bind_front(&RolloutApi::draft, this), "rollout.draft"));
  router.add("POST", "/api/v1/rollouts/import", kMaxSigningBatchBytes,
             gate_.forOperators(std::bind_front(&RolloutApi::import, this), "rollout.import"));
  router.add("GET", "/api/v1/rollouts/current", 0, gate_.forOperators(std::bind_front(&RolloutApi::get, this)));
  router.add("POST", "/api/v1/rollouts/current/stop", kMaxBody,
             gate_.forOperators(std::bind_front(&RolloutApi::stop, this), "rollout.stop"));
}

RolloutApi::Task RolloutApi::begin(const HttpRequest& request, const SessionRecord& session) {
  auto wished = wishIn(request.body);
  if (!wished) co_return errorResponse(400, wished.error().code, wished.error().context);
  wished->wish.author = session.account;
  wished->wish.address = request.address;
  const auto id = co_await rollouts_.begin(std::move(wished->wish));
  if (!id) co_return refused(id.error());
  co_return jsonResponse(202, "{\"id\":" + std::to_string(*id) + "}");
}

RolloutApi::Task RolloutApi::draft(const HttpRequest& request, const SessionRecord&) {
  auto wished = wishIn(request.body);
  if (!wished) co_return errorResponse(400, wished.error().code, wished.error().context);
  auto batch = co_await rollouts_.draft(std::move(wished->wish), wished->overrides_freeze);
  if (!batch) co_return refused(batch.error());
  co_return jsonResponse(200, std::move(*batch));
}

RolloutApi::Task RolloutApi::import(const HttpRequest& request, const SessionRecord& session) {
  auto batch = parseSigningBatch(request.body);
  if (!batch) co_return errorResponse(400, batch.error().code, batch.error().context);
  const auto id = co_await rollouts_.beginSigned(std::move(*batch), {session.account, request.address});
  if (!id) co_return importRefused(id.error());
  co_return jsonResponse(202, "{\"id\":" + std::to_string(*id) + "}");
}

RolloutApi::Task RolloutApi::get(const HttpRequest& request, const SessionRecord&) {
  const Rollouts::Run* run = rollouts_.current();
  if (run == nullptr) co_return errorResponse(404, "not_found", request.path);
  co_return jsonResponse(200, rolloutJson(*run));
}

RolloutApi::Task RolloutApi::stop(const HttpRequest& request, const SessionRecord& session) {
  const auto undo = readDocument<bool>(request.body, [](ObjectReader root) { return root.flag("undo"); });
  if (!undo) co_return errorResponse(400, undo.error().code, undo.error().context);
  const Result<void> stopped = co_await rollouts_.stop(*undo, session.account, request.address);
  if (!stopped) co_return refused(stopped.error());
  co_return emptyResponse(204);
}

}  // namespace diemcau::centre
