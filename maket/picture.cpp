// SPDX-License-Identifier: Apache-2.0
// Pictures of one colour and the hash of any.
#include "maket/picture.h"

#include <cmath>

#include "maket/sha256.h"

namespace diemcau::maket {

Picture filledPicture(Size size, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
  Picture picture{size, std::vector<std::uint8_t>(std::size_t{4} * size.width * size.height, 255)};
  for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
    picture.pixels[at] = blue;
    picture.pixels[at + 1] = green;
    picture.pixels[at + 2] = red;
  }
  return picture;
}

void blend(const Picture& from, const Picture& to, double share, Picture& into) {
  constexpr int kWhole = 256;
  const int of_to = static_cast<int>(std::lround(share * kWhole));
  for (std::size_t at = 0; at < into.pixels.size(); ++at) {
    into.pixels[at] = static_cast<std::uint8_t>((from.pixels[at] * (kWhole - of_to) + to.pixels[at] * of_to) / kWhole);
  }
}

std::string sha256Of(const Picture& picture) {
  Sha256 hash;
  hash.add(picture.pixels.data(), picture.pixels.size());
  return hash.hex();
}

}  // namespace diemcau::maket
