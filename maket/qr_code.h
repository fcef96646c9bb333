// SPDX-License-Identifier: Apache-2.0
// A QR code (ISO/IEC 18004) in a slot: whole pixels for each module, with its quiet zone.
#pragma once

#include <cairo.h>

#include <string>

#include "maket/picture.h"
#include "maket/template.h"

namespace diemcau::maket {

// Draws `text` as the largest code that fits into the slot's box, centred there: the fill's first colour on white,
// error correction M. False where it has no room for a pixel a module, or the text none in a code.
[[nodiscard]] bool drawQrCode(cairo_t* drawing, const Slot& slot, Size picture, const std::string& text);

}  // namespace diemcau::maket
