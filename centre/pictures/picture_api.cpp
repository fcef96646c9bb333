// SPDX-License-Identifier: Apache-2.0
// Handlers of /api/v1/pictures and /device/v1/pictures.
#include "centre/pictures/picture_api.h"

#include <algorithm>
#include <format>
#include <string>
#include <utility>

#include "centre/http/byte_range.h"
#include "centre/log/log.h"
#include "centre/store/audit.h"
#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

// An SVG that somebody opens by its address runs nothing and loads nothing.
constexpr const char* kPicturePolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
// What a name stands for never changes.
constexpr const char* kForGood = "private, max-age=31536000, immutable";

HttpResponse refused(const Error& error) {
  if (error.code == "too_large") return errorResponse(413, error.code, error.context);
  if (error.code == "store_full") return errorResponse(507, "pictures_full", error.context);
  if (error.code == "not_found") return errorResponse(404, error.code, error.context);
  if (error.domain == "picture") return errorResponse(400, "picture_" + std::string(error.code), error.context);
  logError(error.describe());
  return errorResponse(503, "not_stored");
}

std::string describe(const StoredPicture& picture) {
  return std::format("{}, {} bytes", mediaTypeOf(picture.file.kind), picture.bytes);
}

HttpResponse created(const StoredPicture& picture) {
  OrderedJson json;
  json["sha256"] = picture.sha256;
  json["media_type"] = mediaTypeOf(picture.file.kind);
  json["bytes"] = picture.bytes;
  json["width"] = picture.file.size.width;
  json["height"] = picture.file.size.height;
  return jsonResponse(201, dumpJson(json));
}

}  // namespace

void PictureApi::addDeviceRoutes(Router& router) {
  router.add("GET", "/device/v1/pictures/{sha256}", 0,
             [this](const HttpRequest& request) { return giveToDevice(request); });
}

void PictureApi::addOperatorRoutes(Router& router) {
  const auto take_it = [this](const HttpRequest& request, const SessionRecord& session) {
    return take(request, session);
  };
  const auto give_it = [this](const HttpRequest& request, const SessionRecord&) { return give(request); };
  router.add("POST", "/api/v1/pictures", maket::kMaxPictureBytes, gate_.forOperators(take_it, "picture.upload"),
             gate_.onlyOperators());
  router.add("GET", "/api/v1/pictures/{sha256}", 0, gate_.forOperators(give_it));
}

PictureApi::Task PictureApi::take(const HttpRequest& request, const SessionRecord& session) {
  const Result<StoredPicture> picture = co_await blocking_.run([&] { return pictures_.put(request.body); });
  if (!picture) co_return refused(picture.error());
  const AuditRecord audit{clock_.now().wall, session.account, request.address,
                          "picture.stored",  picture->sha256, describe(*picture)};
  const Result<void> noted = co_await store_.run([&](Database& database) { return addAudit(database, audit); });
  if (!noted) co_return refused(noted.error());
  co_return created(*picture);
}

PictureApi::Task PictureApi::give(const HttpRequest& request) {
  const std::string& name = request.path_values.at(0);
  if (isPictureName(name) && matchesEntityTag(request.header("if-none-match"), name)) co_return emptyResponse(304);
  const auto range = byteRangeIn(request.header("range"));
  const std::uint64_t first = range ? range->first : 0;
  const std::uint64_t most = range ? std::min<std::uint64_t>(range->last - first, maket::kMaxPictureBytes - 1) + 1
                                   : std::uint64_t{maket::kMaxPictureBytes};
  auto part = co_await blocking_.run([&] { return pictures_.read(name, first, most); });
  if (!part) co_return refused(part.error());
  if (range && part->bytes.empty()) co_return errorResponse(416, "range_malformed", request.header("range"));
  HttpResponse response;
  if (range) {
    response.status = 206;
    const std::uint64_t last = first + part->bytes.size() - 1;
    response.headers.emplace_back("content-range", std::format("bytes {}-{}/{}", first, last, part->total));
  }
  response.headers.emplace_back("content-type", mediaTypeOf(part->kind));
  response.headers.emplace_back("etag", '"' + name + '"');
  response.headers.emplace_back("cache-control", kForGood);
  response.headers.emplace_back("content-security-policy", kPicturePolicy);
  response.body = std::move(part->bytes);
  co_return response;
}

PictureApi::Task PictureApi::giveToDevice(const HttpRequest& request) {
  const Endpoint* const endpoint = co_await finder_.find(request.caller);
  if (endpoint == nullptr) co_return errorResponse(403, "endpoint_unknown", request.caller);
  if (endpoint->record.revoked_at) co_return errorResponse(403, "identity_revoked", request.caller);
  co_return co_await give(request);
}

}  // namespace diemcau::centre
