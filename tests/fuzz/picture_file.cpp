// SPDX-License-Identifier: Apache-2.0
// Logos and backgrounds as people upload them: PNG, JPEG and SVG, looked at and unpacked.
#include "maket/picture_file.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "maket/jpeg.h"
#include "maket/png.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;
using namespace diemcau::maket;

constexpr std::uint64_t kMostPixels = 256 * 256;  // more is slow, and no other code

// Whatever comes of the rest of the file: an error, or a picture of the size that stands at its beginning.
void unpack(std::string_view bytes, const PictureFile& file) {
  if (std::uint64_t{file.size.width} * file.size.height > kMostPixels) return;
  const Result<Picture> picture =
      file.kind == PictureKind::Png ? decodePngWithAlpha(bytes, file.size) : decodeJpeg(bytes, kMostPixels);
  if (!picture) return fuzz::checkError(picture.error());
  fuzz::require(picture->size == file.size, "as large as it says");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Result<PictureFile> file = inspectPicture(bytes);
  if (!file) {
    fuzz::checkError(file.error());
  } else if (file->kind != PictureKind::Svg) {
    unpack(bytes, *file);
  }
  return 0;
}
