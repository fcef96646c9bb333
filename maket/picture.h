// SPDX-License-Identifier: Apache-2.0
// A picture in memory: what the makét is drawn into, shown from and read back to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace diemcau::maket {

// Pixels. The product of the two is bounded by kMaxPixels.
struct Size {
  std::uint32_t width = 0;
  std::uint32_t height = 0;

  friend bool operator==(const Size&, const Size&) = default;
};

inline constexpr std::uint32_t kMinSide = 64;
inline constexpr std::uint32_t kMaxSide = 16384;
inline constexpr std::uint64_t kMaxPixels = 8192ULL * 4320;

[[nodiscard]] constexpr bool isDrawable(Size size) {
  return size.width >= kMinSide && size.height >= kMinSide && size.width <= kMaxSide && size.height <= kMaxSide &&
         static_cast<std::uint64_t>(size.width) * size.height <= kMaxPixels;
}

// Rows of 32-bit pixels without gaps, in memory B, G, R, x with x always 255 (DRM's XR24, Cairo's
// RGB24, GStreamer's BGRx), so that equal pictures have equal bytes.
struct Picture {
  Size size;
  std::vector<std::uint8_t> pixels;  // 4 * width * height

  [[nodiscard]] std::size_t stride() const { return std::size_t{4} * size.width; }

  friend bool operator==(const Picture&, const Picture&) = default;
};

[[nodiscard]] Picture filledPicture(Size size, std::uint8_t red, std::uint8_t green, std::uint8_t blue);

// A picture between two: `share` 0 is `from`, 1 is `to`. All three are of one size; `into` is overwritten.
void blend(const Picture& from, const Picture& to, double share, Picture& into);

// Lower-case hex SHA-256 of the bytes of `picture.pixels`.
[[nodiscard]] std::string sha256Of(const Picture& picture);

}  // namespace diemcau::maket
