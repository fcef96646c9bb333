// SPDX-License-Identifier: Apache-2.0
// What is still in a template: its SVG, drawn at the picture's size.
#pragma once

#include <string>

#include "contract/result.h"
#include "maket/handles.h"
#include "maket/picture.h"

namespace diemcau::maket {

// Nothing outside the document is loaded: references to files and addresses stay empty. Errors:
// maket.background_invalid.
[[nodiscard]] Result<void> drawBackground(cairo_t* drawing, const std::string& svg, Size size);

}  // namespace diemcau::maket
