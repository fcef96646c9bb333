// SPDX-License-Identifier: Apache-2.0
// Small parts of HTTP that handlers share.
#include "centre/http/message.h"

#include <nlohmann/json.hpp>

namespace diemcau::centre {
namespace {

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Calls `take` with each part of the text until it returns true.
template <class Take>
bool anyPart(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const auto end = text.find(separator);
    if (take(trim(text.substr(0, end)))) return true;
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return false;
}

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
  for (const auto& [known, value] : headers) {
    if (known == name) return value;
  }
  return {};
}

std::string_view HttpRequest::cookie(std::string_view name) const {
  std::string_view found;
  anyPart(header("cookie"), ';', [&](std::string_view pair) {
    const auto equals = pair.find('=');
    if (equals == pair.npos || pair.substr(0, equals) != name) return false;
    found = pair.substr(equals + 1);
    return true;
  });
  return found;
}

std::string jsonText(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

HttpResponse jsonResponse(int status, std::string json) {
  HttpResponse response;
  response.status = status;
  response.headers.emplace_back("content-type", "application/json");
  response.body = std::move(json);
  return response;
}

HttpResponse errorResponse(int status, std::string_view code, std::string_view detail) {
  HttpResponse response =
      jsonResponse(status, R"({"error":{"code":)" + jsonText(code) + R"(,"detail":)" + jsonText(detail) + "}}");
  response.refused = std::string(code);
  if (!detail.empty()) response.refused.append(" ").append(detail);
  return response;
}

HttpResponse emptyResponse(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

bool matchesEntityTag(std::string_view header, std::string_view tag) {
  return anyPart(header, ',', [&](std::string_view part) {
    if (part == "*") return true;
    if (part.starts_with("W/")) part.remove_prefix(2);
    return part.size() == tag.size() + 2 && part.front() == '"' && part.back() == '"' &&
           part.substr(1, tag.size()) == tag;
  });
}

}  // namespace diemcau::centre
