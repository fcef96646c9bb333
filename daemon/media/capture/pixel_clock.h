// SPDX-License-Identifier: Apache-2.0
// The time, drawn into a picture so that it survives coding: what latency is measured with.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// One row of 64 equal squares over the picture's full width at its top, dark (0) or bright (1), the most
// significant bit first: 8 bits 0xA5, 48 bits microseconds of CLOCK_MONOTONIC, 8 bits that make the XOR
// of all eight bytes 0. A square is width/64 pixels wide and high. Pictures are 64 pixels wide or more.
struct LumaPlane {
  std::span<std::uint8_t> bytes;
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels
  std::size_t stride = 0;    // bytes
};

void drawPixelClock(const LumaPlane& luma, MediaTime time);
// Nothing when there is no clock in the picture.
[[nodiscard]] std::optional<MediaTime> readPixelClock(const LumaPlane& luma);

}  // namespace diemcau::media
