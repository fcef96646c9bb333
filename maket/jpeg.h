// SPDX-License-Identifier: Apache-2.0
// JPEG files, read within limits.
#pragma once

#include <string_view>

#include "contract/result.h"
#include "maket/picture.h"

namespace diemcau::maket {

// From the header alone. Error: picture.malformed.
[[nodiscard]] Result<Size> jpegSize(std::string_view bytes);

// The pixels, of no more than `most_pixels`. A file of many passes, each of which costs as much as a whole picture, is
// given up on. What is missing at a file's end is grey. Errors: picture.malformed, picture.too_many_pixels.
[[nodiscard]] Result<Picture> decodeJpeg(std::string_view bytes, std::uint64_t most_pixels);

}  // namespace diemcau::maket
