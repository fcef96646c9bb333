// SPDX-License-Identifier: Apache-2.0
// Pictures as PNG files.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"
#include "maket/picture.h"

namespace diemcau::maket {

// 8-bit RGB, packed for speed rather than for size. Error: png.not_encoded.
[[nodiscard]] Result<std::string> encodePng(const Picture& picture);

// Only a PNG of exactly `expected` pixels is unpacked, so that a file from elsewhere costs no more
// than the picture it stands for. Errors: png.invalid, png.size_differs.
[[nodiscard]] Result<Picture> decodePng(std::string_view bytes, Size expected);

// The same with what shines through: Cairo's ARGB32, colours multiplied by the fourth byte.
[[nodiscard]] Result<Picture> decodePngWithAlpha(std::string_view bytes, Size expected);

}  // namespace diemcau::maket
