// SPDX-License-Identifier: Apache-2.0
// In which size the scene is shown, and with which mode of each display.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "maket/picture.h"

namespace diemcau::screen {

// What a display offers.
struct DisplayMode {
  maket::Size size;
  std::uint32_t refresh_mhz = 0;  // thousandths of a hertz
  bool interlaced = false;
  bool preferred = false;  // by the display itself

  friend bool operator==(const DisplayMode&, const DisplayMode&) = default;
};

struct ModeChoice {
  maket::Size size;
  std::vector<std::optional<std::size_t>> modes;  // of each display, an index; nothing: it has none of that size
};

// All displays show one picture, so they get modes of one size: the wished one where every display has it; else the
// first display's preferred size where every one has it; else the largest that they share; else the wished one or what
// the first one prefers, and the others that lack it show nothing. Of the modes of a size, progressive ones come first,
// then the one nearest to 60 Hz, then the preferred one. Nothing where no display has a mode. Pure; `displays` lists
// the modes of each display that is there.
[[nodiscard]] std::optional<ModeChoice> chooseModes(const std::vector<std::vector<DisplayMode>>& displays,
                                                    maket::Size wished);

}  // namespace diemcau::screen
