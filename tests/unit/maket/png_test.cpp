// SPDX-License-Identifier: Apache-2.0
// Pictures survive the way through a PNG file, and a file that is none does no harm.
#include "maket/png.h"

#include "tests/support/cmocka_cpp.h"

using diemcau::maket::decodePng;
using diemcau::maket::encodePng;
using diemcau::maket::Picture;
using diemcau::maket::Size;

namespace {

constexpr Size kSize{97, 64};

Picture colourful() {
  Picture picture = diemcau::maket::filledPicture(kSize, 200, 16, 46);
  for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
    picture.pixels[at] = static_cast<std::uint8_t>(at % 251);
    picture.pixels[at + 1] = static_cast<std::uint8_t>(at / 97);
  }
  return picture;
}

void everyPixelComesBack() {
  const Picture picture = colourful();
  const std::string png = NEED(encodePng(picture));
  CHECK(NEED(decodePng(png, kSize)) == picture);
}

void anotherSizeIsNotUnpacked() {
  const std::string png = NEED(encodePng(colourful()));
  const auto decoded = decodePng(png, {64, 97});
  CHECK(!decoded);
  CHECK_EQ("size_differs", decoded.error().code);
}

void brokenFilesAreErrors() {
  const std::string png = NEED(encodePng(colourful()));
  CHECK_EQ("invalid", decodePng("", kSize).error().code);
  CHECK_EQ("invalid", decodePng("not a picture", kSize).error().code);
  for (std::size_t keep = 8; keep + 12 < png.size(); keep += 7) {
    const auto cut = decodePng(std::string_view(png).substr(0, keep), kSize);
    CHECK(!cut || *cut != colourful());
  }
  for (std::size_t at = 33; at < png.size(); at += 13) {
    std::string damaged = png;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x5A);
    const auto decoded = decodePng(damaged, kSize);
    CHECK(!decoded || decoded->size == kSize);
  }
}

void theHashIsOfThePixels() {
  Picture picture = colourful();
  const std::string before = sha256Of(picture);
  CHECK_EQ(before, sha256Of(colourful()));
  picture.pixels[400] ^= 1;
  CHECK(before != sha256Of(picture));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyPixelComesBack), TEST(anotherSizeIsNotUnpacked), TEST(brokenFilesAreErrors),
                             TEST(theHashIsOfThePixels)});
}
