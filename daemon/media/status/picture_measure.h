// SPDX-License-Identifier: Apache-2.0
// Figures of one picture: how bright, how sharp, and which it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace diemcau::media {

// The luma of a picture. Rows are `stride` bytes apart.
struct LumaView {
  std::span<const std::uint8_t> bytes;
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels
  std::size_t stride = 0;    // bytes
  std::uint8_t black = 16;   // level; 0 in pictures of full range
  std::uint8_t white = 235;  // level; 255
};

struct PictureMeasure {
  double brightness = 0;          // mean: 0 is black, 1 white
  double highlights = 0;          // of the darkest in the brightest hundredth
  double edges = 0;               // share of places where there is one
  double sharpness = 0;           // of the sharpest tenth of the edges: 1 within a pixel, 1/9 over nine
  std::uint64_t fingerprint = 0;  // the same for pictures of which no bit differs, and for hardly any others
};

// All but the fingerprint are those of a copy about 160 pixels wide, each the mean of what it covers: sensor noise
// is averaged out, and only a blur that can be seen from across a room is left. Sharpness is by the width of
// edges (P. Marziliano, F. Dufaux, S. Winkler, T. Ebrahimi, "A no-reference perceptual blur metric", ICIP 2002):
// where ten pixels in a row span a ninth of the range from black to white or more, the largest step of them as a
// part of the span. On our footage this told a blurred picture from a sharp one whatever the noise and the light,
// which the variance of the Laplacian (Pech-Pacheco et al., ICPR 2000) and the effect of blurring it again (Crété
// et al., SPIE 6492, 2007) did not; and an empty wall, which has no edges, is taken for neither. The fingerprint
// is that of all samples.
[[nodiscard]] PictureMeasure measurePicture(const LumaView& luma);

}  // namespace diemcau::media
