// SPDX-License-Identifier: Apache-2.0
// Reading a wish for previews.
#include "centre/operators/preview_request.h"

#include <utility>

#include "contract/json_document.h"

namespace diemcau::centre {

Result<PreviewRequest> previewsIn(std::string_view text) {
  const auto json = parseJson(text);
  if (!json) return std::unexpected(json.error());
  PreviewRequest request;
  std::optional<Error> error;
  ObjectReader root(*json, error);
  request.endpoints = root.texts("endpoints", kMostPreviews, {1, 64});
  if (request.endpoints.empty()) root.refuse("endpoints", "value_out_of_range", "none is named");
  const bool draft = root.has("body");
  (void)root.object(draft ? "body" : "changes");
  if (draft && root.has("changes")) root.refuse("changes", "value_unknown", "stands beside body");
  if (draft && request.endpoints.size() > 1) root.refuse("endpoints", "value_out_of_range", "a body is one room's");
  request.variables = readVariables(root, *json);
  if (error) return std::unexpected(std::move(*error));
  if (!draft) {
    request.changes = json->at("changes").dump();
    return request;
  }
  auto body = parseConfigBody(json->at("body").dump());
  if (!body) {
    Error wrong = std::move(body).error();
    if (wrong.context.empty() || wrong.context.starts_with('/')) wrong.context.insert(0, "/body");
    return std::unexpected(std::move(wrong));
  }
  request.body = std::move(*body);
  return request;
}

}  // namespace diemcau::centre
