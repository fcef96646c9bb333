// SPDX-License-Identifier: Apache-2.0
// The slate says which room it is and what is wrong.
#include "daemon/media/slate/slate_text.h"

#include <algorithm>

#include "tests/support/cmocka_cpp.h"

namespace {

using diemcau::media::drawSlateText;

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
  return diemcau::test::run({TEST(bothLinesAreThereAtEverySize), TEST(aVeryLongNameStaysInsideThePicture),
                             TEST(aRoomWithoutANameStillSaysWhatIsWrong)});
}
