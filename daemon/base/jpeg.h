// SPDX-License-Identifier: Apache-2.0
// Still pictures for the centre's page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "contract/result.h"

namespace diemcau::base {

// Rows of 32-bit pixels, in memory B, G, R, x (Cairo's RGB24/ARGB32 and GStreamer's BGRx).
struct PixelView {
  std::span<const std::uint8_t> bytes;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::size_t stride = 0;  // bytes
};

// Scaled down to `width` pixels wide (box filter; never up), quality 80. Error: jpeg.not_encoded.
[[nodiscard]] Result<std::string> encodeJpeg(const PixelView& pixels, std::uint32_t width);

}  // namespace diemcau::base
