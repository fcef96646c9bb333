// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/previews.
#include "centre/operators/preview_api.h"

#include <optional>
#include <utility>
#include <vector>

#include "centre/fleet/body_patch.h"
#include "centre/preview/warnings.h"
#include "centre/store/configs.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

constexpr std::size_t kMaxBody = 256 * 1024;

// The size of the room's own screen, if the draft does not wish for another one than before.
std::optional<maket::Size> reportedSize(const Endpoint& endpoint, const ScreenConfig& before,
                                        const ScreenConfig& after) {
  if (before.width != after.width || before.height != after.height) return std::nullopt;
  if (!endpoint.observed || !endpoint.observed->screen) return std::nullopt;
  const RenderedFrame& rendered = endpoint.observed->screen->rendered;
  const maket::Size size{rendered.width, rendered.height};
  return maket::isDrawable(size) ? std::optional(size) : std::nullopt;
}

Result<ConfigBody> draftOf(const Endpoint& endpoint, const ConfigBody& newest, const PreviewRequest& request) {
  if (request.body) return *request.body;
  return patchedBody(newest, request.changes, variablesOf(request.variables, endpoint.site));
}

OrderedJson toJson(const std::vector<PreviewWarning>& warnings) {
  OrderedJson list = OrderedJson::array();
  for (const PreviewWarning& warning : warnings) {
    list.push_back({{"kind", nameOf(warning.kind)},
                    {"level", nameOf(levelOf(warning.kind))},
                    {"slot", warning.slot},
                    {"detail", warning.detail}});
  }
  return list;
}

std::string previewJson(const Endpoint& endpoint, const ConfigBody& body, bool size_reported,
                        const Result<Preview>& drawn) {
  OrderedJson json;
  json["endpoint"] = endpoint.record.id;
  json["site"] = {{"code", body.site.code}, {"name", body.site.name}};
  json["scene"] = nameOf(body.screen.scene);
  json["size_reported"] = size_reported;
  json["rendered"] = nullptr;
  if (drawn) {
    const RenderedFrame& facts = drawn->facts;
    json["rendered"] = {{"width", facts.width},
                        {"height", facts.height},
                        {"inputs_sha256", facts.inputs_sha256},
                        {"pixels_sha256", facts.pixels_sha256},
                        {"lines", facts.lines}};
    json["warnings"] = toJson(warningsOf(body, facts, drawn->missing_pictures));
  } else if (canDraw(body.screen.scene)) {
    const bool picture = drawn.error().domain == "picture";
    json["warnings"] =
        toJson({{picture ? WarningKind::PictureMissing : WarningKind::NotDrawn, "", drawn.error().describe()}});
  } else {
    json["warnings"] = OrderedJson::array();
  }
  return dumpJson(json);
}

HttpResponse refused(const Error& error) {
  if (error.code == "busy") {
    HttpResponse response = errorResponse(503, "preview_busy");
    response.headers.emplace_back("retry-after", "2");
    return response;
  }
  if (error.domain == "store") return errorResponse(503, "store_failed", error.describe());
  return errorResponse(400, error.code, error.context);
}

}  // namespace

void PreviewApi::addRoutes(Router& router) {
  const auto bound = [this](Task (PreviewApi::*action)(const HttpRequest&, const SessionRecord&)) {
    return gate_.forOperators([this, action](const HttpRequest& request, const SessionRecord& session) {
      return (this->*action)(request, session);
    });
  };
  router.add("POST", "/api/v1/previews", kMaxBody, bound(&PreviewApi::preview));
  router.add("GET", "/api/v1/previews/{sha256}", 0, bound(&PreviewApi::picture));
}

PreviewApi::Task PreviewApi::preview(const HttpRequest& request, const SessionRecord&) {
  const auto wish = previewsIn(request.body);
  if (!wish) co_return errorResponse(400, wish.error().code, wish.error().context);
  std::string all;
  for (const std::string& id : wish->endpoints) {
    const auto one = co_await previewOf(id, *wish);
    if (!one) co_return refused(one.error());
    all.append(all.empty() ? "" : ",").append(*one);
  }
  co_return jsonResponse(200, "{\"previews\":[" + all + "]}");
}

boost::asio::awaitable<Result<std::string>> PreviewApi::previewOf(const std::string& id,
                                                                  const PreviewRequest& request) {
  const Endpoint* endpoint = co_await finder_.find(id);
  if (endpoint == nullptr || endpoint->record.revoked_at) co_return fail("preview", "endpoint_unknown", id);
  const auto newest = co_await store_.run([&id](Database& database) { return newestConfig(database, id); });
  if (!newest) co_return std::unexpected(newest.error());
  if (!*newest) co_return fail("preview", "config_missing", id);
  const auto before = parseConfigBody((*newest)->body);
  if (!before) co_return std::unexpected(before.error());
  const auto draft = draftOf(*endpoint, *before, request);
  if (!draft) co_return std::unexpected(draft.error());
  const auto reported = reportedSize(*endpoint, before->screen, draft->screen);
  const maket::Size wished{draft->screen.width, draft->screen.height};
  const auto drawn = co_await desk_.draw({draft->screen, draft->site, reported.value_or(wished)});
  if (!drawn && drawn.error().code == "busy") co_return std::unexpected(drawn.error());
  co_return previewJson(*endpoint, *draft, reported.has_value(), drawn);
}

PreviewApi::Task PreviewApi::picture(const HttpRequest& request, const SessionRecord&) {
  const std::string& sha256 = request.path_values.at(0);
  HttpResponse response;
  response.shared_body = desk_.picture(sha256);
  if (response.shared_body == nullptr) co_return errorResponse(404, "not_found", request.path);
  response.headers.emplace_back("content-type", "image/png");
  response.headers.emplace_back("cache-control", "private, max-age=86400, immutable");
  co_return response;
}

}  // namespace diemcau::centre
