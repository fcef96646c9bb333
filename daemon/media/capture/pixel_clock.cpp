// SPDX-License-Identifier: Apache-2.0
// Drawing and reading the clock in the picture.
#include "daemon/media/capture/pixel_clock.h"

#include <algorithm>
#include <chrono>

namespace diemcau::media {
namespace {

constexpr std::uint32_t kBits = 64;
constexpr std::uint8_t kDark = 16;
constexpr std::uint8_t kBright = 235;
constexpr std::uint8_t kMark = 0xA5;
constexpr std::uint64_t kTimeMask = (std::uint64_t{1} << 48) - 1;

std::uint8_t foldBytes(std::uint64_t code) {
  std::uint8_t folded = 0;
  for (; code != 0; code >>= 8) folded ^= static_cast<std::uint8_t>(code & 0xFF);
  return folded;
}

}  // namespace

void drawPixelClock(const LumaPlane& luma, MediaTime time) {
  const auto us = static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(time).count());
  std::uint64_t code = std::uint64_t{kMark} << 56 | (us & kTimeMask) << 8;
  code |= foldBytes(code);
  const std::size_t side = luma.width / kBits;
  for (std::size_t row = 0; row < std::min<std::size_t>(side, luma.height); ++row) {
    for (std::uint32_t bit = 0; bit < kBits; ++bit) {
      const bool bright = (code >> (kBits - 1 - bit) & 1) != 0;
      std::ranges::fill(luma.bytes.subspan(row * luma.stride + bit * side, side), bright ? kBright : kDark);
    }
  }
}

std::optional<MediaTime> readPixelClock(const LumaPlane& luma) {
  const std::size_t side = luma.width / kBits;
  if (side == 0 || luma.height < side) return std::nullopt;
  std::uint64_t code = 0;
  for (std::uint32_t bit = 0; bit < kBits; ++bit) {
    const std::uint8_t centre = luma.bytes[side / 2 * luma.stride + bit * side + side / 2];
    code = code << 1 | (centre > (kDark + kBright) / 2 ? 1 : 0);
  }
  if (code >> 56 != kMark || foldBytes(code) != 0) return std::nullopt;
  return std::chrono::microseconds(static_cast<std::int64_t>(code >> 8 & kTimeMask));
}

}  // namespace diemcau::media
