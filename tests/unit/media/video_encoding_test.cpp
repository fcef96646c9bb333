// SPDX-License-Identifier: Apache-2.0
// Units go on, whatever happens to the encoder at work.
#include "daemon/media/encode/video_encoding.h"

#include <gst/allocators/gstdmabuf.h>
#include <sys/mman.h>

#include <algorithm>

#include "daemon/media/encode/proof_pictures.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/support/stall_watch.h"
#include "tests/support/wait_for.h"
#include "tests/unit/media/encoder_fakes.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr VideoSettings kSmall{{160, 96, 30}, 500, 2};
constexpr auto kSlot = 33'333'333ns;
// One or two pictures may go with an encoder.
constexpr int kLost = 4;

class Shelf final : public UnitSink {
 public:
  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    units_.push_back({unit.pts, unit.keyframe});
  }
  struct Unit {
    std::chrono::nanoseconds pts;
    bool keyframe;
  };
  std::vector<Unit> all() {
    const std::lock_guard lock(mutex_);
    return units_;
  }

 private:
  std::mutex mutex_;
  std::vector<Unit> units_;
};

// The same picture in memory that is known by a descriptor, as a camera's is.
BufferPtr inDevice(const BufferPtr& picture) {
  const gsize bytes = gst_buffer_get_size(picture.get());
  const int fd = ::memfd_create("picture", MFD_CLOEXEC);
  GstMapInfo map;
  gst_buffer_map(picture.get(), &map, GST_MAP_READ);
  CHECK_EQ(static_cast<ssize_t>(bytes), ::pwrite(fd, map.data, bytes, 0));
  gst_buffer_unmap(picture.get(), &map);
  GstAllocator* allocator = gst_dmabuf_allocator_new();
  BufferPtr moved(gst_buffer_new());
  gst_buffer_append_memory(moved.get(), gst_dmabuf_allocator_alloc(allocator, fd, bytes));
  gst_object_unref(allocator);
  gst_buffer_copy_into(moved.get(), picture.get(), GST_BUFFER_COPY_TIMESTAMPS, 0, static_cast<gsize>(-1));
  return moved;
}

// A device (as "v4l2") and software (as "x264"), or what a test wants.
struct Bed {
  std::shared_ptr<FakeDevice> device = std::make_shared<FakeDevice>();
  std::shared_ptr<FakeDevice> software = std::make_shared<FakeDevice>();
  base::EventLoop loop;
  Shelf shelf;
  std::optional<ProofPictures> pictures{std::in_place, kSmall.picture};
  VideoSettings settings = kSmall;
  std::uint32_t pushed = 0;
  bool in_device = false;  // the pictures
  bool of_source = true;   // and not a slate
  VideoEncoding encoding;

  explicit Bed(const std::string& device_is = kGoodX264)
      : encoding(loop, shelf,
                 {pipedBackend(EncoderWish::V4l2, true, device_is, device),
                  pipedBackend(EncoderWish::X264, false, kGoodX264, software)},
                 [] {}) {}
  explicit Bed(std::vector<VideoEncoderBackend> backends) : encoding(loop, shelf, std::move(backends), [] {}) {}
  ~Bed() {
    device->hangs = false;
    turnMainLoop();
  }

  // A picture after the other, each encoded before the next where the encoder does its work, until it holds.
  bool goesOnUntil(std::chrono::milliseconds bound, const std::function<bool()>& holds) {
    return waitFor(bound, [&] {
      const std::size_t before = shelf.all().size();
      BufferPtr picture = pictures->make(pushed++);
      if (of_source) GST_BUFFER_FLAG_SET(picture.get(), GST_BUFFER_FLAG_LIVE);
      if (in_device) picture = inDevice(picture);
      const CapsPtr caps = encoderCaps(nullptr, settings.picture);
      encoding.push(std::move(picture), caps.get());
      (void)waitInMainLoop(100ms, [&] { return shelf.all().size() > before; });
      return holds();
    });
  }
  void goOn(std::size_t units) {
    const std::size_t wanted = shelf.all().size() + units;
    CHECK(goesOnUntil(20s, [&] { return shelf.all().size() >= wanted; }));
  }
  [[nodiscard]] VideoEncodeStatus status() const {
    VideoEncodeStatus status;
    encoding.describe(status);
    return status;
  }
  void startOnDevice() {
    encoding.use(settings, EncoderWish::Auto);
    CHECK(goesOnUntil(20s, [&] { return status().encoder == "v4l2"; }));
    goOn(5);
  }
  // No time is given twice, and none is missing for longer than `longest` pictures.
  void checkLine(int longest) {
    const auto units = shelf.all();
    CHECK(units.front().keyframe);
    for (std::size_t i = 1; i < units.size(); ++i) {
      CHECK(units[i].pts > units[i - 1].pts);
      CHECK(units[i].pts - units[i - 1].pts <= longest * kSlot + 1ms);
    }
  }
};

void theFirstPictureDoesNotWaitForTheDevice() {
  Bed bed;
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  CHECK_EQ("x264", bed.status().encoder);
  bed.goOn(1);
  CHECK(bed.goesOnUntil(20s, [&] { return bed.status().encoder == "v4l2"; }));
  bed.goOn(5);
  const auto status = bed.status();
  CHECK(status.hardware);
  CHECK_EQ("auto", status.wished);
  CHECK(status.proof_ms > 0);
  CHECK(status.latency_ms > 0);
  CHECK(status.passed_over.empty());
  CHECK(!bed.encoding.fault() && !bed.encoding.fallback() && !bed.encoding.softwareInstead());
  // One for the proof, one for the work.
  CHECK_EQ(2, bed.device->made.load());
  CHECK_EQ(std::uint64_t{2}, bed.encoding.meter().keyframes.load());
  bed.checkLine(kLost);
}

BufferPtr flatPicture(int luma) {
  BufferPtr picture = darkPicture(kSmall.picture);
  gst_buffer_memset(picture.get(), 0, static_cast<guint8>(luma), kSmall.picture.width * kSmall.picture.height);
  return picture;
}

// What the room shows, when it shows something.
void aDeviceProvesItselfOnPicturesOfTheSource() {
  constexpr int kLuma = 235;  // no pattern is so bright
  for (const bool of_source : {true, false}) {
    Bed bed;
    std::vector<BufferPtr> flat;
    flat.push_back(flatPicture(kLuma));
    bed.pictures.emplace(kSmall.picture, std::move(flat));
    bed.of_source = of_source;
    bed.startOnDevice();
    CHECK(bed.status().proof_ms > 0);
    CHECK_EQ(of_source, bed.device->first_pixel == kLuma);
  }
}

// It is on air meanwhile, and stays there.
void softwareProvesItselfByItsWork() {
  Bed bed("no-such-element");
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(1);
  CHECK_EQ(0.0, bed.status().proof_ms);
  CHECK(bed.goesOnUntil(30s, [&] { return bed.status().proof_ms > 0; }));
  CHECK(bed.status().latency_ms > 0);
  bed.goOn(5);
  CHECK_EQ("x264", bed.status().encoder);
  CHECK_EQ(1, bed.software->made.load());
  CHECK(bed.status().passed_over.empty() && !bed.encoding.fallback());
  // What it proved holds for that size.
  VideoSettings smaller = bed.settings;
  smaller.picture = {80, 48, 30};
  bed.encoding.use(smaller, EncoderWish::X264);
  CHECK_EQ(0.0, bed.status().proof_ms);
  bed.encoding.use(bed.settings, EncoderWish::X264);
  CHECK(bed.status().proof_ms > 0);
}

void softwareThatGivesOtherPicturesIsReplaced() {
  const auto next = std::make_shared<FakeDevice>();
  Bed bed({pipedBackend(EncoderWish::X264, false, "videobalance brightness=-1 ! " + std::string(kGoodX264)),
           pipedBackend(EncoderWish::OpenH264, false, kGoodX264, next)});
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  bed.goOn(5);
  CHECK_EQ("x264", bed.status().encoder);
  CHECK(bed.goesOnUntil(30s, [&] { return bed.status().encoder == "openh264"; }));
  CHECK(bed.status().passed_over.front().reason == PassedOver::OutputInvalid);
  CHECK(bed.goesOnUntil(30s, [&] { return bed.status().proof_ms > 0; }));
  CHECK_EQ("openh264", bed.status().encoder);
  CHECK_EQ(1, next->made.load());
  bed.checkLine(kLost);
}

// Perhaps it is the judge that errs: a picture is better than none.
void withoutAnotherOneItStaysOnAir() {
  const auto software = std::make_shared<FakeDevice>();
  Bed bed({pipedBackend(EncoderWish::X264, false, "videobalance brightness=-1 ! " + std::string(kGoodX264), software)});
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  CHECK(bed.goesOnUntil(30s, [&] { return bed.status().proof_ms > 0; }));
  bed.goOn(50);
  CHECK_EQ("x264", bed.status().encoder);
  CHECK_EQ(1, software->made.load());
  bed.checkLine(kLost);
}

void aDeviceThatFailsIsReplacedAtOnce() {
  Bed bed;
  bed.startOnDevice();
  const auto before = bed.shelf.all().size();
  bed.device->fails = true;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.status().encoder == "x264"; }));
  bed.goOn(5);
  const auto status = bed.status();
  CHECK_EQ(std::size_t{1}, status.passed_over.size());
  CHECK(status.passed_over.front().reason == PassedOver::Failed);
  CHECK_EQ("v4l2: failed, out of order", bed.encoding.fallback().value_or(""));
  CHECK(bed.encoding.softwareInstead());
  CHECK(!bed.encoding.fault());
  const auto units = bed.shelf.all();
  CHECK_EQ(1, std::count_if(units.begin() + static_cast<std::ptrdiff_t>(before), units.end(),
                            [](const auto& unit) { return unit.keyframe; }));
  bed.checkLine(kLost);
}

void aDeviceThatStallsIsReplacedAfterASecond() {
  Bed bed;
  bed.startOnDevice();
  bed.device->stalls = true;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.status().encoder == "x264"; }));
  bed.goOn(5);
  CHECK(bed.status().passed_over.front().reason == PassedOver::Stalled);
  CHECK(bed.encoding.fallback());
  // A picture each tenth of a second here: 1.25 s of them, and what the machine adds.
  bed.checkLine(60);
}

// It proves itself anew for it, while software does the work.
void picturesInADeviceAreReadThereByWhoCan() {
  Bed bed;
  bed.startOnDevice();
  CHECK_EQ(0, bed.device->made_in_place.load());
  bed.in_device = true;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.device->made_in_place == 2 && bed.status().encoder == "v4l2"; }));
  bed.goOn(5);
  CHECK(bed.status().passed_over.empty() && !bed.encoding.fallback());
  // The slate is none of them, and changes nothing.
  bed.in_device = false;
  const std::uint32_t until = bed.pushed + 30;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.pushed >= until; }));
  CHECK_EQ(4, bed.device->made.load());
  CHECK_EQ("v4l2", bed.status().encoder);
  bed.checkLine(kLost);
}

void whoCannotReadInPlaceGetsCopies() {
  Bed bed;
  bed.device->fails_in_place = true;
  bed.in_device = true;
  bed.startOnDevice();
  CHECK(bed.goesOnUntil(20s, [&] { return bed.device->made_in_place == 1 && bed.status().encoder == "v4l2"; }));
  bed.goOn(50);
  CHECK_EQ(1, bed.device->made_in_place.load());
  CHECK_EQ("v4l2", bed.status().encoder);
  CHECK(bed.status().passed_over.empty() && !bed.encoding.fallback());
  bed.checkLine(kLost);
}

void whatFailsInPlaceGoesOnWithCopies() {
  Bed bed;
  bed.in_device = true;
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  CHECK(bed.goesOnUntil(20s, [&] { return bed.device->made_in_place == 2 && bed.status().encoder == "v4l2"; }));
  bed.goOn(5);
  const int made = bed.device->made;
  bed.device->fails_in_place = true;
  // At once: the device as such has not fallen.
  CHECK(bed.goesOnUntil(20s, [&] { return bed.device->made == made + 2 && bed.status().encoder == "v4l2"; }));
  bed.goOn(50);
  CHECK_EQ(2, bed.device->made_in_place.load());
  CHECK(bed.status().passed_over.empty() && !bed.encoding.fallback());
  bed.checkLine(kLost);
}

void aDeviceThatHangsDoesNotHoldUpTheRest() {
  Bed bed;
  bed.startOnDevice();
  bed.device->hangs = true;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.status().encoder == "x264"; }));
  // It is being closed, and that hangs: the work goes on, and nothing is asked of the process.
  const MediaTime until = mediaNow() + 4s;
  CHECK(bed.goesOnUntil(20s, [&] { return mediaNow() > until; }));
  CHECK(!bed.encoding.stuck());
  bed.goOn(5);
  bed.device->hangs = false;
}

void aDeviceThatHangsInItsProofIsLeftAlone() {
  Bed bed;
  bed.device->hangs = true;
  bed.encoding.use(bed.settings, EncoderWish::V4l2);
  CHECK(bed.goesOnUntil(30s, [&] { return !bed.status().passed_over.empty(); }));
  CHECK_EQ("x264", bed.status().encoder);
  CHECK(bed.status().passed_over.front().reason == PassedOver::Stalled);
  CHECK(bed.encoding.fallback());
  bed.device->hangs = false;
  bed.goOn(50);
  CHECK_EQ("x264", bed.status().encoder);
  CHECK_EQ(1, bed.device->made.load());
  bed.checkLine(kLost);
}

void aDeviceThatDoesNotProveItselfIsNotTaken() {
  Bed bed(std::string(kGoodX264) + " ! identity sleep-time=100000");
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  CHECK(bed.goesOnUntil(30s, [&] { return !bed.status().passed_over.empty(); }));
  CHECK(bed.status().passed_over.front().reason == PassedOver::TooSlow);
  CHECK_EQ("x264", bed.status().encoder);
  CHECK(bed.encoding.softwareInstead());
  CHECK(!bed.encoding.fallback());
  bed.checkLine(kLost);
  // It is not asked again, whatever else the plan changes.
  bed.settings.bitrate_kbps = 300;
  bed.encoding.use(bed.settings, EncoderWish::V4l2);
  bed.goOn(20);
  CHECK_EQ(1, bed.device->made.load());
  CHECK(bed.encoding.fallback());
}

void theLastOneIsTriedAgain() {
  Bed bed("no-such-element");
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  bed.goOn(5);
  bed.software->fails = true;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.encoding.fault().has_value(); }));
  CHECK_EQ("x264: out of order", *bed.encoding.fault());
  CHECK(bed.status().encoder.empty());
  bed.software->fails = false;
  CHECK(bed.goesOnUntil(20s, [&] { return !bed.encoding.fault() && bed.status().encoder == "x264"; }));
  bed.goOn(5);
}

void aLastOneThatHangsNeedsANewProcess() {
  Bed bed("no-such-element");
  bed.encoding.use(bed.settings, EncoderWish::Auto);
  bed.goOn(5);
  bed.software->hangs = true;
  CHECK(bed.goesOnUntil(30s, [&] { return bed.encoding.stuck(); }));
  bed.software->hangs = false;
}

void ratesChangeWithoutAnotherEncoder() {
  Bed bed("no-such-element");
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(10);
  bed.settings.picture.fps = 15;
  bed.settings.bitrate_kbps = 300;
  bed.settings.keyframe_interval_s = 1;
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(10);
  CHECK_EQ(1, bed.software->made.load());
  bed.encoding.requestKeyframe();
  const auto keyframes = bed.encoding.meter().keyframes.load();
  CHECK(bed.goesOnUntil(10s, [&] { return bed.encoding.meter().keyframes > keyframes; }));
  bed.checkLine(kLost);
}

// The pictures that come stay as they are: what is smaller is made of them.
void anotherSizeTakesThePlaceBetweenTwoPictures() {
  Bed bed("no-such-element");
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(10);
  VideoSettings smaller = bed.settings;
  smaller.picture = {80, 48, 15};
  bed.encoding.use(smaller, EncoderWish::X264);
  CHECK_EQ(2, bed.software->made.load());
  bed.goOn(10);
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(10);
  CHECK_EQ(3, bed.software->made.load());
  CHECK_EQ(std::uint64_t{3}, bed.encoding.meter().keyframes.load());
  CHECK_EQ(std::uint64_t{0}, bed.encoding.meter().refused.load());
  bed.checkLine(3);
}

// No picture for a long time, and one when it is asked for.
void withoutPicturesAKeyframeIsThereWhenItIsWanted() {
  Bed bed("no-such-element");
  bed.settings.apart = std::chrono::milliseconds::max();
  bed.encoding.use(bed.settings, EncoderWish::X264);
  bed.goOn(1);
  const std::uint32_t until = bed.pushed + 20;
  CHECK(bed.goesOnUntil(20s, [&] { return bed.pushed >= until; }));
  CHECK_EQ(std::size_t{1}, bed.shelf.all().size());
  bed.encoding.requestKeyframe();
  bed.goOn(1);
  CHECK(bed.shelf.all().back().keyframe);
  CHECK_EQ(1, bed.software->made.load());
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(theFirstPictureDoesNotWaitForTheDevice),
       TEST_IN_REAL_TIME(aDeviceProvesItselfOnPicturesOfTheSource), TEST_IN_REAL_TIME(softwareProvesItselfByItsWork),
       TEST_IN_REAL_TIME(softwareThatGivesOtherPicturesIsReplaced), TEST_IN_REAL_TIME(withoutAnotherOneItStaysOnAir),
       TEST_IN_REAL_TIME(aDeviceThatFailsIsReplacedAtOnce), TEST_IN_REAL_TIME(aDeviceThatStallsIsReplacedAfterASecond),
       TEST_IN_REAL_TIME(picturesInADeviceAreReadThereByWhoCan), TEST_IN_REAL_TIME(whoCannotReadInPlaceGetsCopies),
       TEST_IN_REAL_TIME(whatFailsInPlaceGoesOnWithCopies), TEST_IN_REAL_TIME(aDeviceThatHangsDoesNotHoldUpTheRest),
       TEST_IN_REAL_TIME(aDeviceThatHangsInItsProofIsLeftAlone),
       TEST_IN_REAL_TIME(aDeviceThatDoesNotProveItselfIsNotTaken), TEST_IN_REAL_TIME(theLastOneIsTriedAgain),
       TEST_IN_REAL_TIME(aLastOneThatHangsNeedsANewProcess), TEST_IN_REAL_TIME(ratesChangeWithoutAnotherEncoder),
       TEST_IN_REAL_TIME(anotherSizeTakesThePlaceBetweenTwoPictures),
       TEST_IN_REAL_TIME(withoutPicturesAKeyframeIsThereWhenItIsWanted)});
}
