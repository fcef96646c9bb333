// SPDX-License-Identifier: Apache-2.0
// Reading a push.
#include "centre/operators/push_request.h"

#include <optional>
#include <utility>

#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

Error seenFromRequest(Error error) {
  if (error.context.empty() || error.context.starts_with('/')) error.context.insert(0, "/body");
  return error;
}

}  // namespace

Result<PushRequest> pushIn(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  PushRequest request;
  std::optional<Error> error;
  ObjectReader root(*json, error);
  request.base_version = root.uint64("base_version", 0, UINT64_MAX);
  if (root.has("override")) request.overrides_freeze = root.flag("override");
  if (root.object("body").has("uplink")) root.refuse("body/uplink", "value_unknown", "is the centre's to fill in");
  if (error) return std::unexpected(std::move(*error));
  auto body = parseConfigBody(json->at("body").dump());
  if (!body) return std::unexpected(seenFromRequest(std::move(body).error()));
  request.body = std::move(*body);
  return request;
}

}  // namespace diemcau::centre
