// SPDX-License-Identifier: Apache-2.0
// Where the slate's clock stands: what diemcau-slate draws once and the guard puts together every second.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace diemcau::media {

// The clock's characters, in the order in which their cells are handed over.
inline constexpr std::string_view kClockGlyphs = "0123456789:";
// Characters of "hh:mm:ss".
inline constexpr std::uint32_t kClockCells = 8;

struct SlateClock {
  std::uint32_t left = 0;  // pixels, of the first cell
  std::uint32_t top = 0;
  std::uint32_t cell_width = 0;
  std::uint32_t cell_height = 0;

  [[nodiscard]] constexpr std::size_t cellBytes() const { return std::size_t{cell_width} * cell_height; }
};

// Centred, under the words.
[[nodiscard]] constexpr SlateClock slateClock(std::uint32_t width, std::uint32_t height) {
  const std::uint32_t cell_height = height * 8 / 100;
  const std::uint32_t most = width / kClockCells;
  const std::uint32_t natural = cell_height * 2 / 3;
  const std::uint32_t cell_width = natural < most ? natural : most;
  return {(width - cell_width * kClockCells) / 2, height * 81 / 100, cell_width, cell_height};
}

}  // namespace diemcau::media
