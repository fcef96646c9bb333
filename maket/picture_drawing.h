// SPDX-License-Identifier: Apache-2.0
// Picture files from outside, drawn.
#pragma once

#include <string_view>

#include "contract/result.h"
#include "maket/handles.h"

namespace diemcau::maket {

// Pixels.
struct Box {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;
};

// Both keep the picture's proportions. Whole: as large as it fits, in the middle. Covering: nothing of the box is left,
// what stands over is cut off on both sides alike.
enum class Fit { Whole, Covering };

// PNG, JPEG or SVG (picture_file.h). An SVG that takes longer than three seconds is given up on. Errors: those of
// inspectPicture(), picture.malformed of what only decoding finds, picture.too_slow.
[[nodiscard]] Result<void> drawPicture(cairo_t* drawing, std::string_view file, const Box& box, Fit fit);

}  // namespace diemcau::maket
