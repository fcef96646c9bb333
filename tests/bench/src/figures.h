// SPDX-License-Identifier: Apache-2.0
// Percentiles, and a run's figures as one JSON object.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace diemcau::bench {

// The nearest rank: the smallest value that `percent` of all do not exceed. 0 of an empty list.
[[nodiscard]] double percentile(std::vector<double> values, double percent);

// {"name": value, …} in the order given. Names need no escaping.
[[nodiscard]] std::string toJsonObject(const std::vector<std::pair<std::string_view, double>>& figures);

}  // namespace diemcau::bench
