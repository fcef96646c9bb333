// SPDX-License-Identifier: Apache-2.0
// What kinds of NAL units an H.264 unit consists of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace diemcau::media {

// H.264, table 7-1.
inline constexpr int kNalIdr = 5;
inline constexpr int kNalSps = 7;
inline constexpr int kNalPps = 8;
inline constexpr int kNalDelimiter = 9;

[[nodiscard]] inline std::vector<int> nalTypes(std::span<const std::uint8_t> unit) {
  std::vector<int> types;
  for (std::size_t i = 0; i + 3 < unit.size(); ++i) {
    if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) types.push_back(unit[i + 3] & 0x1F);
  }
  return types;
}

}  // namespace diemcau::media
