// SPDX-License-Identifier: Apache-2.0
// The slate says which room it is and what is wrong.
#include "daemon/media/slate/slate_text.h"

#include <algorithm>
#include <set>
#include <span>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;

// Share of ink in the rows [from, to) of the height.
double ink(const std::vector<std::uint8_t>& coverage, std::size_t width, std::size_t height, double from, double to) {
  const auto begin = static_cast<std::ptrdiff_t>(width * static_cast<std::size_t>(from * static_cast<double>(height)));
  const auto end = static_cast<std::ptrdiff_t>(width * static_cast<std::size_t>(to * static_cast<double>(height)));
  const auto inked =
      std::count_if(coverage.begin() + begin, coverage.begin() + end, [](auto byte) { return byte > 128; });
  return static_cast<double>(inked) / static_cast<double>(end - begin);
}

void bothLinesAreThereAtEverySize() {
  for (const auto& [width, height] : {std::pair(160U, 90U), std::pair(640U, 360U), std::pair(1920U, 1080U)}) {
    const auto coverage = NEED(drawSlateText(width, height, "Thành phố Hồ Chí Minh"));
    CHECK_EQ(std::size_t{width} * height, coverage.size());
    CHECK(ink(coverage, width, height, 0.2, 0.55) > 0.01);
    CHECK(ink(coverage, width, height, 0.6, 0.8) > 0.01);
    CHECK_EQ(0.0, ink(coverage, width, height, 0.0, 0.1));
    CHECK_EQ(0.0, ink(coverage, width, height, 0.9, 1.0));
  }
}

void theClocksFiguresAreAllThereAndDiffer() {
  for (const auto& [width, height] : {std::pair(320U, 180U), std::pair(1280U, 720U), std::pair(180U, 320U)}) {
    const SlateClock clock = slateClock(width, height);
    CHECK(clock.left + kClockCells * clock.cell_width <= width);
    CHECK(clock.top + clock.cell_height <= height * 9 / 10);
    const auto glyphs = NEED(drawClockGlyphs(clock));
    CHECK_EQ(clock.cellBytes() * kClockGlyphs.size(), glyphs.size());
    std::set<std::vector<std::uint8_t>> different;
    for (auto cell = glyphs.begin(); cell != glyphs.end(); cell += static_cast<std::ptrdiff_t>(clock.cellBytes())) {
      const std::vector<std::uint8_t> glyph(cell, cell + static_cast<std::ptrdiff_t>(clock.cellBytes()));
      CHECK(std::ranges::max(glyph) > 128);
      // Whole: nothing is cut off at the cell's upper or lower edge.
      CHECK_EQ(0, std::ranges::max(std::span(glyph).first(clock.cell_width)));
      CHECK_EQ(0, std::ranges::max(std::span(glyph).last(clock.cell_width)));
      different.insert(glyph);
    }
    CHECK_EQ(kClockGlyphs.size(), different.size());
  }
}

void aVeryLongNameStaysInsideThePicture() {
  std::string name;
  for (int i = 0; i < 12; ++i) name += "Uỷ ban nhân dân tỉnh Bà Rịa – Vũng Tàu ";
  const auto coverage = NEED(drawSlateText(640, 360, name));
  CHECK_EQ(0.0, ink(coverage, 640, 360, 0.0, 0.1));
  CHECK(ink(coverage, 640, 360, 0.6, 0.8) > 0.01);
}

void aRoomWithoutANameStillSaysWhatIsWrong() {
  const auto coverage = NEED(drawSlateText(640, 360, ""));
  CHECK(ink(coverage, 640, 360, 0.6, 0.8) > 0.01);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(bothLinesAreThereAtEverySize), TEST(theClocksFiguresAreAllThereAndDiffer),
                             TEST(aVeryLongNameStaysInsideThePicture), TEST(aRoomWithoutANameStillSaysWhatIsWrong)});
}
