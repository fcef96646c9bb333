// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/endpoints/{id}/configs.
#include "centre/operators/config_api.h"

#include <charconv>
#include <functional>
#include <optional>

#include "centre/operators/push_request.h"
#include "centre/operators/views.h"
#include "centre/store/configs.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxPush = 256 * 1024;

HttpResponse refused(const Error& error) {
  if (error.domain == "push" && error.code == "version_conflict") {
    return errorResponse(409, error.code, error.context);
  }
  if (error.domain == "signature") return errorResponse(403, "signature_missing", error.context);
  if (error.domain == "push") return errorResponse(400, error.code, "/body" + error.context);
  return errorResponse(503, "not_stored", error.describe());
}

std::optional<std::uint64_t> versionFrom(std::string_view text) {
  std::uint64_t version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return version;
}

}  // namespace

void ConfigApi::addRoutes(Router& router) {
  const std::string all = "/api/v1/endpoints/{id}/configs";
  router.add("GET", all, 0, gate_.forEndpoint(std::bind_front(&ConfigApi::list, this)));
  router.add("GET", all + "/{version}", 0, gate_.forEndpoint(std::bind_front(&ConfigApi::get, this)));
  router.add("POST", all, kMaxPush, gate_.forEndpoint(std::bind_front(&ConfigApi::push, this), "config.push"));
}

ConfigApi::Task ConfigApi::list(const HttpRequest&, const SessionRecord&, Endpoint& endpoint) {
  const auto versions =
      co_await store_.run([&endpoint](Database& database) { return listConfigs(database, endpoint.record.id); });
  if (!versions) co_return errorResponse(503, "store_failed", versions.error().describe());
  co_return jsonResponse(200, configListJson(*versions));
}

ConfigApi::Task ConfigApi::get(const HttpRequest& request, const SessionRecord&, Endpoint& endpoint) {
  const auto version = versionFrom(request.path_values.at(1));
  if (!version) co_return errorResponse(404, "not_found", request.path);
  const auto config =
      co_await store_.run([&](Database& database) { return findConfig(database, endpoint.record.id, *version); });
  if (!config) co_return errorResponse(503, "store_failed", config.error().describe());
  if (!*config) co_return errorResponse(404, "not_found", request.path);
  co_return jsonResponse(200, configJson(**config));
}

ConfigApi::Task ConfigApi::push(const HttpRequest& request, const SessionRecord& session, Endpoint& endpoint) {
  auto wanted = pushIn(request.body);
  if (!wanted) co_return errorResponse(400, wanted.error().code, wanted.error().context);
  const Push push{wanted->base_version, std::move(wanted->body), session.account, request.address};
  const auto version = co_await publisher_.push(endpoint, push);
  if (!version) co_return refused(version.error());
  co_return jsonResponse(201, "{\"version\":" + std::to_string(*version) + "}");
}

}  // namespace diemcau::centre
