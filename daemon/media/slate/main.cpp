// SPDX-License-Identifier: Apache-2.0
// diemcau-slate WIDTH HEIGHT SITE: writes the slate's coverage to standard output, for diemcau-media.
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
  const auto coverage =
      diemcau::media::drawSlateText(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height), argv[3]);
  if (!coverage) {
    std::fprintf(stderr, "diemcau-slate: %s\n", coverage.error().describe().c_str());
    return 1;
  }
  return std::fwrite(coverage->data(), 1, coverage->size(), stdout) == coverage->size() ? 0 : 1;
}
