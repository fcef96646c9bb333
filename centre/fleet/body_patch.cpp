// SPDX-License-Identifier: Apache-2.0
// One change for many rooms.
#include "centre/fleet/body_patch.h"

#include <optional>
#include <utility>

#include "contract/json_document.h"

namespace diemcau::centre {
namespace {

// Error: patch.variable_missing.
Result<std::string> filledIn(std::string_view text, const PatchVariables& variables) {
  std::string filled;
  for (;;) {
    const std::size_t begin = text.find("${");
    const std::size_t end = begin == std::string_view::npos ? begin : text.find('}', begin);
    if (end == std::string_view::npos) return filled.append(text);
    const auto variable = variables.find(text.substr(begin + 2, end - begin - 2));
    if (variable == variables.end()) {
      return fail("patch", "variable_missing", std::string(text.substr(begin, end - begin + 1)));
    }
    filled.append(text.substr(0, begin)).append(variable->second);
    text.remove_prefix(end + 1);
  }
}

// The error of the first text that cannot be filled in. As deep as parseJson lets a document be.
std::optional<Error> fillIn(Json& value, const PatchVariables& variables) {
  if (value.is_string()) {
    auto filled = filledIn(value.get_ref<const std::string&>(), variables);
    if (!filled) return std::move(filled.error());
    value = *std::move(filled);
    return std::nullopt;
  }
  if (!value.is_structured()) return std::nullopt;
  for (Json& part : value) {
    if (auto error = fillIn(part, variables)) return error;
  }
  return std::nullopt;
}

}  // namespace

PatchVariables variablesOf(const RoomVariables& all, const Site& site) {
  PatchVariables variables;
  if (const auto own = all.find(site.code); own != all.end()) variables = own->second;
  variables["site.code"] = site.code;
  variables["site.name"] = site.name;
  return variables;
}

Result<ConfigBody> patchedBody(const ConfigBody& body, std::string_view patch, const PatchVariables& variables) {
  auto change = parseJson(patch);
  if (!change) return std::unexpected(std::move(change).error());
  if (!change->is_object()) return fail(kDocumentDomain, "member_type", "");
  for (const char* fixed : {"site", "uplink"}) {
    if (change->contains(fixed)) return fail(kDocumentDomain, "value_unknown", std::string("/") + fixed);
  }
  if (auto error = fillIn(*change, variables)) return std::unexpected(std::move(*error));
  Json merged = parseJson(writeConfigBody(body)).value_or(Json::object());
  merged.merge_patch(*change);
  return parseConfigBody(merged.dump());
}

}  // namespace diemcau::centre
