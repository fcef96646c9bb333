// SPDX-License-Identifier: Apache-2.0
// Sorting and printing.
#include "tests/bench/src/figures.h"

#include <algorithm>
#include <cmath>
#include <format>

namespace diemcau::bench {

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(values.size())));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::ranges::nth_element(values, at);
  return *at;
}

std::string toJsonObject(const std::vector<std::pair<std::string_view, double>>& figures) {
  std::string json;
  for (const auto& [name, value] : figures) json += std::format("{}\"{}\": {}", json.empty() ? "" : ", ", name, value);
  return "{" + json + "}";
}

}  // namespace diemcau::bench
