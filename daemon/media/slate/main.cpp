// SPDX-License-Identifier: Apache-2.0
// diemcau-slate WIDTH HEIGHT SITE: writes the slate's coverage, and then that of its clock's glyphs, to
// standard output, for diemcau-media.
#include <cstdio>
#include <cstdlib>

#include "daemon/media/slate/slate_text.h"

int main(int argc, char** argv) {
  const unsigned long width = argc == 4 ? std::strtoul(argv[1], nullptr, 10) : 0;
  const unsigned long height = argc == 4 ? std::strtoul(argv[2], nullptr, 10) : 0;
  constexpr unsigned long kMost = 8192;
  if (width == 0 || height == 0 || width > kMost || height > kMost) {
    std::fputs("usage: diemcau-slate WIDTH HEIGHT SITE\n", stderr);
    return 2;
  }
  const auto w = static_cast<std::uint32_t>(width);
  const auto h = static_cast<std::uint32_t>(height);
  for (const auto& drawn : {diemcau::media::drawSlateText(w, h, argv[3]),
                            diemcau::media::drawClockGlyphs(diemcau::media::slateClock(w, h))}) {
    if (!drawn) {
      std::fprintf(stderr, "diemcau-slate: %s\n", drawn.error().describe().c_str());
      return 1;
    }
    if (std::fwrite(drawn->data(), 1, drawn->size(), stdout) != drawn->size()) return 1;
  }
  return 0;
}
