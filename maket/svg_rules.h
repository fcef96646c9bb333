// SPDX-License-Identifier: Apache-2.0
// What may stand in an SVG from outside.
#pragma once

#include <string_view>

#include "contract/result.h"

namespace diemcau::maket {

// Whether it can be one: white space, then "<".
[[nodiscard]] bool looksLikeXml(std::string_view bytes);

// Read strictly and without any entity but XML's own five. Errors: picture.unknown (another document),
// picture.malformed, picture.svg_refused (picture_file.h).
[[nodiscard]] Result<void> checkSvg(std::string_view svg);

}  // namespace diemcau::maket
