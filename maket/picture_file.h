// SPDX-License-Identifier: Apache-2.0
// Picture files from outside, logos and backgrounds: what one is by its own bytes, and whether it may be drawn.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "contract/result.h"
#include "maket/picture.h"

namespace diemcau::maket {

inline constexpr std::size_t kMaxPictureBytes = std::size_t{8} * 1024 * 1024;
// Of a PNG or JPEG, pixels; together no more than kMaxPixels.
inline constexpr std::uint32_t kMaxPictureSide = 8192;

enum class PictureKind { Png, Jpeg, Svg };
[[nodiscard]] std::string_view mediaTypeOf(PictureKind kind);

// By its first bytes; what is neither PNG nor JPEG counts as SVG.
[[nodiscard]] PictureKind pictureKindOf(std::string_view beginning);

struct PictureFile {
  PictureKind kind = PictureKind::Png;
  Size size;  // of a PNG or JPEG; an SVG has none

  friend bool operator==(const PictureFile&, const PictureFile&) = default;
};

// Looks at the beginning of a PNG or JPEG, at all of an SVG; no pixel is decoded. An SVG stands for itself: no address
// but "#…", no picture within it, no entities or style sheets of its own making. Errors:
//   picture.too_large        more than kMaxPictureBytes
//   picture.unknown          none of the three
//   picture.malformed        it begins as one of them, but is none
//   picture.too_many_pixels  its sides
//   picture.svg_refused      what stands in it that may not
[[nodiscard]] Result<PictureFile> inspectPicture(std::string_view bytes);

}  // namespace diemcau::maket
