// SPDX-License-Identifier: Apache-2.0
// What an encoder gets of the guard's pictures.
#include "daemon/media/encode/picture_reducer.h"

#include <gst/video/video.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "daemon/media/encode/proof_pictures.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr PictureFormat kFull{320, 192, 30};

struct Bed {
  ProofPictures pictures{kFull};
  CapsPtr caps = encoderCaps(nullptr, kFull);
  PictureReducer reducer;
  std::uint32_t pushed = 0;

  explicit Bed(const PictureFormat& wanted) : reducer(wanted) {}
  std::optional<PictureReducer::Reduced> push() { return reducer.reduce(pictures.make(pushed++), caps.get()); }
  // How many of so many go through.
  int passedOf(int count) {
    int passed = 0;
    for (int i = 0; i < count; ++i) passed += push() ? 1 : 0;
    return passed;
  }
};

std::chrono::nanoseconds timeOf(const PictureReducer::Reduced& out) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(out.picture.get())));
}

// The mean of the first plane.
double brightness(GstBuffer* picture, const GstCaps* caps) {
  GstVideoInfo info;
  CHECK(gst_video_info_from_caps(&info, caps));
  GstVideoFrame frame;
  CHECK(gst_video_frame_map(&frame, &info, picture, GST_MAP_READ));
  double sum = 0;
  const auto* first = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0));
  for (int y = 0; y < info.height; ++y) {
    for (int x = 0; x < info.width; ++x) sum += first[y * GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0) + x];
  }
  gst_video_frame_unmap(&frame);
  return sum / (info.width * info.height);
}

void whatIsRightGoesThroughUntouched() {
  Bed bed(kFull);
  BufferPtr picture = bed.pictures.make(0);
  const GstBuffer* same = picture.get();
  const auto out = bed.reducer.reduce(std::move(picture), bed.caps.get());
  CHECK(out && out->picture.get() == same);
  CHECK(gst_caps_is_equal(out->caps, bed.caps.get()));
  bed.pushed = 1;
  CHECK_EQ(300, bed.passedOf(300));
}

void picturesAreLeftOutEvenly() {
  for (const std::uint32_t fps : {15U, 7U, 1U}) {
    Bed bed({kFull.width, kFull.height, fps});
    CHECK_EQ(static_cast<int>(10 * fps), bed.passedOf(300));
    const auto next = [&] {
      for (int i = 0; i <= 30; ++i) {
        if (auto out = bed.push()) return std::move(*out);
      }
      CHECK(false);
      std::abort();
    };
    const auto first = next();
    const auto second = next();
    const auto gap = timeOf(second) - timeOf(first);
    CHECK(gap >= 1s / (fps + 1.0) && gap <= 1s / (1.0 * fps) + 34ms);
    GstVideoInfo info;
    CHECK(gst_video_info_from_caps(&info, first.caps));
    CHECK_EQ(static_cast<int>(fps), info.fps_n);
  }
}

void smallOnesShowTheSame() {
  const PictureFormat small{160, 96, 30};
  Bed bed(small);
  BufferPtr picture = bed.pictures.make(0);
  GST_BUFFER_PTS(picture.get()) = 5 * GST_SECOND;
  const double before = brightness(picture.get(), bed.caps.get());
  const auto out = bed.reducer.reduce(std::move(picture), bed.caps.get());
  CHECK(out.has_value());
  GstVideoInfo info;
  CHECK(gst_video_info_from_caps(&info, out->caps));
  CHECK_EQ(160, info.width);
  CHECK_EQ(96, info.height);
  CHECK(timeOf(*out) == 5s);
  const double after = brightness(out->picture.get(), out->caps);
  CHECK(after > before - 3 && after < before + 3);
}

void stillsAreFarApart() {
  Bed bed({kFull.width, kFull.height, 1});
  bed.reducer.setApart(2s);
  CHECK_EQ(5, bed.passedOf(300));
  bed.reducer.letNextPass();
  CHECK(bed.push().has_value());
  CHECK_EQ(1, bed.passedOf(61));
}

void withoutPicturesOneIsThereWhenItIsAskedFor() {
  Bed bed({kFull.width, kFull.height, 1});
  bed.reducer.setApart(std::chrono::milliseconds::max());
  CHECK_EQ(1, bed.passedOf(3000));
  bed.reducer.letNextPass();
  CHECK_EQ(1, bed.passedOf(3000));
  bed.reducer.setApart(0ms);
  bed.reducer.setRate(30);
  CHECK_EQ(30, bed.passedOf(30));
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(whatIsRightGoesThroughUntouched), TEST(picturesAreLeftOutEvenly),
                             TEST(smallOnesShowTheSame), TEST(stillsAreFarApart),
                             TEST(withoutPicturesOneIsThereWhenItIsAskedFor)});
}
