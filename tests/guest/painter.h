// SPDX-License-Identifier: Apache-2.0
// Somebody else who paints into the picture that is scanned out, without holding the display.
#pragma once

#include <cstdint>

namespace diemcau::test {

// Fills the upper half of the framebuffer of the card's first active CRTC, as root may (drmModeGetFB2). Fails the test
// where there is none.
void paintIntoScanOut(std::uint32_t xrgb);

}  // namespace diemcau::test
