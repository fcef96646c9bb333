// SPDX-License-Identifier: Apache-2.0
// Matching of paths against patterns, part by part.
#include "centre/http/router.h"

#include <utility>

namespace diemcau::centre {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  while (path.starts_with('/')) {
    path.remove_prefix(1);
    const auto end = path.find('/');
    parts.emplace_back(path.substr(0, end));
    path.remove_prefix(end == path.npos ? path.size() : end);
  }
  return parts;
}

std::optional<std::vector<std::string>> match(const std::vector<std::string>& pattern,
                                              const std::vector<std::string>& path) {
  if (pattern.size() != path.size()) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].starts_with('{')) {
      if (path[i].empty()) return std::nullopt;
      values.push_back(path[i]);
    } else if (pattern[i] != path[i]) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

void Router::add(std::string method, std::string_view pattern, std::size_t max_body, Handler handler, Gate gate) {
  routes_.push_back({std::move(method), split(pattern), max_body, std::move(handler), std::move(gate)});
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const std::vector<std::string> parts = split(path);
  Match result;
  for (const Route& route : routes_) {
    auto values = match(route.parts, parts);
    if (!values) continue;
    if (route.method == wanted) return {&route, std::move(*values), {}};
    if (!result.allowed.empty()) result.allowed += ", ";
    result.allowed += route.method;
  }
  if (!result.allowed.empty() || !otherwise_) return result;
  if (wanted == "GET") return {&*otherwise_, {}, {}};
  result.allowed = "GET";
  return result;
}

}  // namespace diemcau::centre
