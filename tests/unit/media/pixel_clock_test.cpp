// SPDX-License-Identifier: Apache-2.0
// The clock in the pattern's pixels, and the picture that people see of it.
#include "daemon/media/capture/pixel_clock.h"

#include <gst/video/video.h>

#include <vector>

#include "daemon/media/guard/slate.h"
#include "daemon/media/guard/video_guard.h"
#include "daemon/media/status/snapshot.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

void theTimeCanBeReadAgain() {
  for (const std::uint32_t width : {64U, 320U, 642U, 1280U}) {
    std::vector<std::uint8_t> pixels(std::size_t{width} * 40, 90);
    const LumaPlane luma{pixels, width, 40, width};
    drawPixelClock(luma, 123'456'789'012us);
    for (std::size_t i = 0; i < pixels.size(); i += 3) pixels[i] = static_cast<std::uint8_t>(pixels[i] + 15);  // noise
    const auto read = readPixelClock(luma);
    CHECK(read.has_value());
    CHECK(*read == 123'456'789'012us);
  }
}

void aPictureWithoutAClockHasNone() {
  std::vector<std::uint8_t> pixels(640 * 40, 90);
  CHECK(!readPixelClock({pixels, 640, 40, 640}).has_value());
  drawPixelClock({pixels, 640, 40, 640}, 5s);
  for (std::size_t row = 0; row < 10; ++row)
    pixels[row * 640 + 205] = static_cast<std::uint8_t>(pixels[5 * 640 + 205] > 128 ? 16 : 235);
  CHECK(!readPixelClock({pixels, 640, 40, 640}).has_value());
}

void snapshotsAre640WideAndNeverLarger() {
  constexpr PictureFormat wide{1280, 720, 30};
  const auto jpeg = NEED(jpegOf(darkPicture(wide).get(), encoderCaps(nullptr, wide).get(), 640));
  CHECK(jpeg.starts_with("\xFF\xD8"));
  // Start of frame: FF C0, length, precision, height, width.
  const std::size_t frame = jpeg.find("\xFF\xC0");
  const auto word = [&](std::size_t at) {
    return static_cast<unsigned char>(jpeg[at]) << 8 | static_cast<unsigned char>(jpeg[at + 1]);
  };
  CHECK(frame != std::string::npos);
  CHECK_EQ(360, word(frame + 5));
  CHECK_EQ(640, word(frame + 7));
  constexpr PictureFormat small{320, 180, 30};
  const auto kept = NEED(jpegOf(darkPicture(small).get(), encoderCaps(nullptr, small).get(), 640));
  const std::size_t at = kept.find("\xFF\xC0");
  const auto width = static_cast<unsigned char>(kept[at + 7]) << 8 | static_cast<unsigned char>(kept[at + 8]);
  CHECK_EQ(320, width);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST(theTimeCanBeReadAgain), TEST(aPictureWithoutAClockHasNone), TEST(snapshotsAre640WideAndNeverLarger)});
}
