// SPDX-License-Identifier: Apache-2.0
// Signatures, and the sides that libpng and libjpeg find at the beginning.
#include "maket/picture_file.h"

#include <png.h>

#include <format>

#include "maket/jpeg.h"
#include "maket/svg_rules.h"

namespace diemcau::maket {
namespace {

constexpr std::string_view kDomain = "picture";
constexpr std::string_view kPngStart = "\x89PNG\r\n\x1A\n";
constexpr std::string_view kJpegStart = "\xFF\xD8\xFF";

Result<Size> pngSize(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes.data(), bytes.size())) {
    return fail(kDomain, "malformed", std::format("PNG: {}", image.message));
  }
  const Size size{image.width, image.height};
  png_image_free(&image);
  return size;
}

Result<PictureFile> sized(PictureKind kind, const Result<Size>& size) {
  if (!size) return std::unexpected(size.error());
  const bool small = size->width <= kMaxPictureSide && size->height <= kMaxPictureSide &&
                     std::uint64_t{size->width} * size->height <= kMaxPixels;
  if (!small) return fail(kDomain, "too_many_pixels", std::format("{}x{}", size->width, size->height));
  return PictureFile{kind, *size};
}

}  // namespace

std::string_view mediaTypeOf(PictureKind kind) {
  switch (kind) {
    case PictureKind::Png:
      return "image/png";
    case PictureKind::Jpeg:
      return "image/jpeg";
    case PictureKind::Svg:
      break;
  }
  return "image/svg+xml";
}

PictureKind pictureKindOf(std::string_view beginning) {
  if (beginning.starts_with(kPngStart)) return PictureKind::Png;
  return beginning.starts_with(kJpegStart) ? PictureKind::Jpeg : PictureKind::Svg;
}

Result<PictureFile> inspectPicture(std::string_view bytes) {
  if (bytes.size() > kMaxPictureBytes) return fail(kDomain, "too_large", std::format("{} bytes", bytes.size()));
  const PictureKind kind = pictureKindOf(bytes);
  if (kind == PictureKind::Png) return sized(kind, pngSize(bytes));
  if (kind == PictureKind::Jpeg) return sized(kind, jpegSize(bytes));
  if (!looksLikeXml(bytes)) return fail(kDomain, "unknown", "no PNG, JPEG or SVG");
  if (auto checked = checkSvg(bytes); !checked) return std::unexpected(std::move(checked).error());
  return PictureFile{PictureKind::Svg, {}};
}

}  // namespace diemcau::maket
