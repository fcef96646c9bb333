// SPDX-License-Identifier: Apache-2.0
// Reduction by means over whole pixels.
#include "centre/preview/reduced_picture.h"

#include <algorithm>
#include <array>

namespace diemcau::centre {
namespace {

constexpr std::size_t kChannels = 4;

// Where the pixels begin that the one at `at` of `count` stands for, out of `all`.
std::uint32_t edge(std::uint32_t at, std::uint32_t count, std::uint32_t all) {
  return static_cast<std::uint32_t>(std::uint64_t{at} * all / count);
}

void meanOf(const maket::Picture& picture, std::uint32_t left, std::uint32_t right, std::uint32_t top,
            std::uint32_t bottom, std::uint8_t* into) {
  std::array<std::uint32_t, kChannels> sum{};
  for (std::uint32_t y = top; y < bottom; ++y) {
    const std::uint8_t* pixel = picture.pixels.data() + y * picture.stride() + kChannels * left;
    for (std::uint32_t x = left; x < right; ++x, pixel += kChannels) {
      for (std::size_t channel = 0; channel < kChannels; ++channel) sum[channel] += pixel[channel];
    }
  }
  const std::uint32_t count = (right - left) * (bottom - top);
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    into[channel] = static_cast<std::uint8_t>((sum[channel] + count / 2) / count);
  }
}

}  // namespace

maket::Picture reducedPicture(const maket::Picture& picture, std::uint32_t width) {
  const maket::Size from = picture.size;
  if (from.width <= width) return picture;
  const auto height = static_cast<std::uint32_t>((std::uint64_t{from.height} * width + from.width / 2) / from.width);
  const maket::Size to{width, std::max<std::uint32_t>(height, 1)};
  maket::Picture reduced{to, std::vector<std::uint8_t>(kChannels * to.width * to.height)};
  for (std::uint32_t y = 0; y < to.height; ++y) {
    const std::uint32_t top = edge(y, to.height, from.height);
    const std::uint32_t bottom = edge(y + 1, to.height, from.height);
    for (std::uint32_t x = 0; x < to.width; ++x) {
      meanOf(picture, edge(x, to.width, from.width), edge(x + 1, to.width, from.width), top, bottom,
             reduced.pixels.data() + y * reduced.stride() + kChannels * x);
    }
  }
  return reduced;
}

}  // namespace diemcau::centre
