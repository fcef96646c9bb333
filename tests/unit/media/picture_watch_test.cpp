// SPDX-License-Identifier: Apache-2.0
// The picture is looked at twice a second, on a thread of its own, and what is found is told.
#include "daemon/media/status/picture_watch.h"

#include <latch>
#include <memory>
#include <string>

#include "daemon/media/guard/slate.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr PictureFormat kSmall{320, 180, 30};
constexpr MediaTime kSlot = 33'333'334ns;
constexpr int kBlack = 16;
constexpr int kGrey = 120;

BufferPtr pictureOf(int luma) {
  BufferPtr picture = darkPicture(kSmall);
  gst_buffer_memset(picture.get(), 0, static_cast<guint8>(luma), std::size_t{kSmall.width} * kSmall.height);
  return picture;
}

struct Bed {
  base::EventLoop loop;
  Worker worker{"pictures"};
  int told = 0;
  PictureWatch watch{loop, worker, [this] { ++told; }};
  const CapsPtr caps = encoderCaps(nullptr, kSmall);
  MediaTime now = 100s;

  // Offers one and waits until it is judged. Whether it was taken.
  bool offer(int luma) {
    const auto held = std::make_shared<std::latch>(1);
    worker.post([held] { held->wait(); });
    const BufferPtr picture = pictureOf(luma);
    watch.offer(picture.get(), caps.get(), now);
    const bool taken = GST_MINI_OBJECT_REFCOUNT_VALUE(picture.get()) > 1;
    held->count_down();
    if (!taken) return false;
    bool judged = false;
    worker.post([&] { loop.post([&judged] { judged = true; }); });
    CHECK(waitInMainLoop(10s, [&] { return judged; }));
    return true;
  }
  // Thirty a second; how many were taken.
  int show(MediaTime length, int luma) {
    int taken = 0;
    for (const MediaTime end = now + length; now < end; now += kSlot) taken += offer(luma) ? 1 : 0;
    return taken;
  }
};

void twoPicturesASecondAreLookedAt() {
  Bed bed;
  CHECK_EQ(0, bed.show(2s, kGrey));  // nobody has said what they are of
  bed.watch.expect(PictureKind::Room);
  const int taken = bed.show(10s, kGrey);
  CHECK(taken >= 18 && taken <= 20);
}

void whatIsFoundIsToldOnceAndTakenBack() {
  Bed bed;
  bed.watch.expect(PictureKind::Room);
  bed.show(4s, kBlack);
  CHECK(bed.watch.findings().black);
  CHECK_EQ(1, bed.told);
  bed.show(3s, kGrey);
  CHECK(bed.watch.findings() == PictureFindings{});
  CHECK_EQ(2, bed.told);
}

void anotherSourceBeginsAnew() {
  Bed bed;
  bed.watch.expect(PictureKind::Room);
  bed.show(4s, kBlack);
  bed.watch.expect(PictureKind::None);
  CHECK(bed.watch.findings() == PictureFindings{});
  CHECK_EQ(0, bed.show(2s, kBlack));
}

void onlyTheLumaOfAPictureIsMeasured() {
  const BufferPtr picture = pictureOf(kGrey);
  const CapsPtr caps = encoderCaps(nullptr, kSmall);
  const auto measure = measureBuffer(picture.get(), caps.get());
  CHECK(measure && measure->brightness > 0.47 && measure->brightness < 0.48);
  const std::string size = ",width=320,height=180,framerate=30/1";
  for (const std::string form : {"video/x-raw,format=RGB", "video/x-raw,format=YUY2", "image/jpeg"}) {
    const CapsPtr other(gst_caps_from_string((form + size).c_str()));
    CHECK(!measureBuffer(picture.get(), other.get()));
  }
  // Too short for what it is said to be.
  const CapsPtr larger = encoderCaps(nullptr, {640, 360, 30});
  CHECK(!measureBuffer(picture.get(), larger.get()));
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return run({TEST(twoPicturesASecondAreLookedAt), TEST(whatIsFoundIsToldOnceAndTakenBack),
              TEST(anotherSourceBeginsAnew), TEST(onlyTheLumaOfAPictureIsMeasured)});
}
