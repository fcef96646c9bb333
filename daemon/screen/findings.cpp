// SPDX-License-Identifier: Apache-2.0
// Lists of findings as text.
#include "daemon/screen/findings.h"

#include <cmath>
#include <format>

namespace diemcau::screen {
namespace {

void append(std::string& list, std::string_view entry) {
  if (!list.empty()) list.append(", ");
  list.append(entry);
}

}  // namespace

std::string describeMissing(const RenderedFrame& facts) {
  std::string list;
  for (const std::string& glyph : facts.missing_glyphs) append(list, glyph);
  return list;
}

std::string describeOverflow(const RenderedFrame& facts) {
  std::string list;
  for (const std::string& slot : facts.overflow) append(list, slot);
  return list;
}

std::string describeShrunk(const RenderedFrame& facts) {
  std::string list;
  for (const ShrunkLine& line : facts.shrunk) append(list, std::format("{} {:.0f} %", line.slot, line.scale * 100));
  return list;
}

std::string describePictures(const maket::Rendering& rendering) {
  constexpr std::size_t kEnough = 12;
  std::string list;
  for (const std::string& picture : rendering.missing_pictures) {
    append(list, std::format("{}… is not in the room yet", picture.substr(0, kEnough)));
  }
  return list;
}

}  // namespace diemcau::screen
