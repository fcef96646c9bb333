// SPDX-License-Identifier: Apache-2.0
// PNG by libpng: its stream interface for writing, its one-call interface for reading.
#include "maket/png.h"

#include <png.h>

#include <csetjmp>

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "png";

void append(png_structp png, png_bytep bytes, png_size_t count) noexcept {
  static_cast<std::string*>(png_get_io_ptr(png))->append(reinterpret_cast<const char*>(bytes), count);
}

void flush(png_structp) noexcept {}

// What makét and setup consist of, even grounds and slow gradients, is nearly all zeros as
// differences from the row above; zlib's quickest level is enough for them.
void configure(png_structp png, png_infop info, Size size) {
  png_set_IHDR(png, info, size.width, size.height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(png, 1);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
}

// libpng reports an error by a jump back here; nothing with a destructor lives in this frame.
bool write(png_structp png, png_infop info, const Picture& picture, std::string& bytes) noexcept {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_write_fn(png, &bytes, append, flush);
  configure(png, info, picture.size);
  png_write_info(png, info);
  png_set_filler(png, 0, PNG_FILLER_AFTER);
  png_set_bgr(png);
  for (std::uint32_t y = 0; y < picture.size.height; ++y) {
    png_write_row(png, picture.pixels.data() + y * picture.stride());
  }
  png_write_end(png, info);
  return true;
}

}  // namespace

Result<std::string> encodePng(const Picture& picture) {
  std::string bytes;
  bytes.reserve(picture.pixels.size() / 16);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  const bool written = info != nullptr && write(png, info, picture, bytes);
  png_destroy_write_struct(&png, &info);
  if (!written) return fail(kDomain, "not_encoded");
  return bytes;
}

namespace {

// B, G, R, A as they are in the file.
Result<Picture> unpacked(std::string_view bytes, Size expected) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) {
    return fail(kDomain, "invalid", image.message);
  }
  if (image.width != expected.width || image.height != expected.height) {
    const std::string found = std::to_string(image.width) + "x" + std::to_string(image.height);
    png_image_free(&image);
    return fail(kDomain, "size_differs", found);
  }
  image.format = PNG_FORMAT_BGRA;
  Picture picture{expected, std::vector<std::uint8_t>(std::size_t{4} * expected.width * expected.height)};
  if (!png_image_finish_read(&image, nullptr, picture.pixels.data(), static_cast<png_int_32>(picture.stride()),
                             nullptr)) {
    return fail(kDomain, "invalid", image.message);
  }
  return picture;
}

}  // namespace

Result<Picture> decodePng(std::string_view bytes, Size expected) {
  Result<Picture> picture = unpacked(bytes, expected);
  for (std::size_t at = 3; picture && at < picture->pixels.size(); at += 4) picture->pixels[at] = 255;
  return picture;
}

Result<Picture> decodePngWithAlpha(std::string_view bytes, Size expected) {
  constexpr unsigned kOpaque = 255;
  Result<Picture> picture = unpacked(bytes, expected);
  for (std::size_t at = 3; picture && at < picture->pixels.size(); at += 4) {
    const unsigned alpha = picture->pixels[at];
    if (alpha == kOpaque) continue;
    for (std::size_t colour = at - 3; colour < at; ++colour) {
      const unsigned multiplied = picture->pixels[colour] * alpha + kOpaque / 2;
      picture->pixels[colour] = static_cast<std::uint8_t>(multiplied / kOpaque);
    }
  }
  return picture;
}

}  // namespace diemcau::maket
