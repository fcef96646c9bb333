// SPDX-License-Identifier: Apache-2.0
// The clock in the pattern's pixels, and the picture that people see of it.
#include "daemon/media/capture/pixel_clock.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <array>
#include <string>
#include <vector>

#include "daemon/media/gst_pipeline.h"
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

// A picture that is all of one colour.
BufferPtr plain(const PictureFormat& format, const std::array<int, 3>& yuv) {
  const std::size_t pixels = std::size_t{format.width} * format.height;
  BufferPtr picture(gst_buffer_new_allocate(nullptr, pixels * 3 / 2, nullptr));
  gst_buffer_memset(picture.get(), 0, static_cast<guint8>(yuv[0]), pixels);
  gst_buffer_memset(picture.get(), pixels, static_cast<guint8>(yuv[1]), pixels / 4);
  gst_buffer_memset(picture.get(), pixels * 5 / 4, static_cast<guint8>(yuv[2]), pixels / 4);
  return picture;
}

// Red, green and blue of a JPEG's first pixel.
std::array<int, 3> firstPixel(const std::string& jpeg) {
  const auto pipeline = parsePipeline(
      "appsrc name=in caps=image/jpeg ! jpegdec ! videoconvert ! video/x-raw,format=RGBx ! appsink name=out "
      "sync=false");
  CHECK(pipeline.has_value());
  const ElementPtr in(gst_bin_get_by_name(GST_BIN(pipeline->get()), "in"));
  const ElementPtr out(gst_bin_get_by_name(GST_BIN(pipeline->get()), "out"));
  gst_element_set_state(pipeline->get(), GST_STATE_PLAYING);
  GstBuffer* bytes = gst_buffer_new_memdup(jpeg.data(), jpeg.size());
  gst_app_src_push_buffer(GST_APP_SRC(in.get()), bytes);
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  const SamplePtr sample(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_SECOND));
  std::array<std::uint8_t, 3> pixel{};
  if (sample) gst_buffer_extract(gst_sample_get_buffer(sample.get()), 0, pixel.data(), pixel.size());
  gst_element_set_state(pipeline->get(), GST_STATE_NULL);
  CHECK(sample != nullptr);
  return {pixel[0], pixel[1], pixel[2]};
}

// Red by BT.709; by BT.601 it would be a darker one.
void snapshotsHaveThePicturesColours() {
  for (const PictureFormat format : {PictureFormat{1280, 720, 30}, PictureFormat{320, 180, 30}}) {
    const CapsPtr hd(gst_caps_from_string("video/x-raw,format=I420,width=1280,height=720,colorimetry=bt709"));
    const auto jpeg = NEED(jpegOf(plain(format, {63, 102, 240}).get(), encoderCaps(hd.get(), format).get(), 640));
    const auto [red, green, blue] = firstPixel(jpeg);
    CHECK(red >= 250 && green <= 5 && blue <= 5);
  }
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(theTimeCanBeReadAgain), TEST(aPictureWithoutAClockHasNone),
                             TEST(snapshotsAre640WideAndNeverLarger), TEST(snapshotsHaveThePicturesColours)});
}
