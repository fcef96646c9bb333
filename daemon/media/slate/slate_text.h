// SPDX-License-Identifier: Apache-2.0
// The slate's words as coverage: how much of each pixel is ink.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "contract/result.h"
#include "daemon/media/slate/slate_clock.h"

namespace diemcau::media {

// The site's name and under it «Mất tín hiệu camera», centred, made smaller until they fit. Row by row,
// width × height bytes, 255 is ink. Error: slate.not_drawn.
[[nodiscard]] Result<std::vector<std::uint8_t>> drawSlateText(std::uint32_t width, std::uint32_t height,
                                                              const std::string& site_name);

// The glyphs of its clock (slate_clock.h), one cell after the other, each row by row. Error: slate.not_drawn.
[[nodiscard]] Result<std::vector<std::uint8_t>> drawClockGlyphs(const SlateClock& clock);

}  // namespace diemcau::media
