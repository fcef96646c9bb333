// SPDX-License-Identifier: Apache-2.0
// An encoder behind V4L2 M2M at work, proven, set, pulled out: the backend for H.264 devices with vicodec, whose
// format FWHT stands in for H.264.
#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <format>
#include <mutex>
#include <vector>

#include "daemon/media/encode/encoder_proof.h"
#include "daemon/media/encode/proof_pictures.h"
#include "daemon/media/encode/unit_judge.h"
#include "daemon/media/encode/video_encoding.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

// vicodec gives a keyframe each 16 pictures at most, whatever it is asked for, and does not say which ones they are.
constexpr VideoCodec kFwht{"fwhtenc", "video/x-fwht", false, false, false};
// Its default size: GStreamer asks for the size of coded pictures before it says how large the pictures are, and
// then takes no less (gst_v4l2_memory_group_new, 1.26).
constexpr VideoSettings kSettings{{1280, 720, 3}, 2000, 2};
constexpr auto kSlot = std::chrono::nanoseconds(1s) / kSettings.picture.fps;

class Shelf final : public UnitSink {
 public:
  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    units_.push_back({unit.keyframe, unit.pts, {unit.bytes.begin(), unit.bytes.end()}});
  }
  std::vector<KeptUnit> all() {
    const std::lock_guard lock(mutex_);
    return units_;
  }

 private:
  std::mutex mutex_;
  std::vector<KeptUnit> units_;
};

// The device, and software below it.
struct Bed {
  base::EventLoop loop;
  Shelf shelf;
  ProofPictures pictures{kSettings.picture};
  std::uint32_t pushed = 0;
  VideoEncoding encoding{loop, shelf, {v4l2Backend(kFwht), x264Backend()}, [] {}};

  ~Bed() { turnMainLoop(); }
  // A picture after the other, in real time and each encoded before the next, until it holds.
  void goOnUntil(const std::function<bool()>& holds) {
    CHECK(waitFor(60s, [&] {
      const std::size_t before = shelf.all().size();
      const CapsPtr caps = encoderCaps(nullptr, kSettings.picture);
      encoding.push(pictures.make(pushed++), caps.get());
      const auto next = std::chrono::steady_clock::now() + kSlot;
      (void)waitInMainLoop(1s, [&] { return shelf.all().size() > before && std::chrono::steady_clock::now() >= next; });
      return holds();
    }));
  }
  void goOn(std::size_t units) {
    const std::size_t wanted = shelf.all().size() + units;
    goOnUntil([&] { return shelf.all().size() >= wanted; });
  }
  [[nodiscard]] VideoEncodeStatus status() const {
    VideoEncodeStatus status;
    encoding.describe(status);
    return status;
  }
  // When the device has the work: how many units there were before.
  std::size_t start() {
    encoding.use(kSettings, EncoderWish::Auto);
    goOnUntil([&] { return status().encoder == "v4l2"; });
    return shelf.all().size();
  }
};

// How much the pictures that the device's decoder makes of the units differ from those that were encoded: levels
// of luma, the worst picture's mean.
double differenceOf(const std::vector<KeptUnit>& units) {
  const std::string description = std::format(
      "appsrc name=in format=time caps=video/x-fwht,width={},height={},framerate={}/1 ! v4l2fwhtdec ! videoconvert ! "
      "video/x-raw,format=I420 ! appsink name=out sync=false",
      kSettings.picture.width, kSettings.picture.height, kSettings.picture.fps);
  const ElementPtr pipeline(GST_ELEMENT(gst_object_ref_sink(gst_parse_launch(description.c_str(), nullptr))));
  const ElementPtr in(gst_bin_get_by_name(GST_BIN(pipeline.get()), "in"));
  const ElementPtr out(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  for (const KeptUnit& unit : units) {
    GstBuffer* buffer = gst_buffer_new_memdup(unit.bytes.data(), unit.bytes.size());
    GST_BUFFER_PTS(buffer) = static_cast<GstClockTime>(unit.pts.count());
    gst_app_src_push_buffer(GST_APP_SRC(in.get()), buffer);
  }
  gst_app_src_end_of_stream(GST_APP_SRC(in.get()));
  const ProofPictures pictures(kSettings.picture);
  const std::size_t pixels = std::size_t{kSettings.picture.width} * kSettings.picture.height;
  double worst = 0;
  std::size_t decoded = 0;
  for (; decoded < units.size(); ++decoded) {
    const SamplePtr sample(gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_SECOND));
    if (!sample) break;
    const BufferPtr made = pictures.make(static_cast<std::uint32_t>((units[decoded].pts + kSlot / 2) / kSlot));
    std::vector<std::uint8_t> ours(pixels);
    std::vector<std::uint8_t> theirs(pixels);
    gst_buffer_extract(made.get(), 0, ours.data(), pixels);
    gst_buffer_extract(gst_sample_get_buffer(sample.get()), 0, theirs.data(), pixels);
    double sum = 0;
    for (std::size_t i = 0; i < pixels; ++i) sum += std::abs(ours[i] - theirs[i]);
    worst = std::max(worst, sum / static_cast<double>(pixels));
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  CHECK_EQ(units.size(), decoded);
  return worst;
}

void aDeviceProvesItself() {
  const VideoEncoderBackend backend = v4l2Backend(kFwht);
  if (const auto fault = backend.match(kSettings.picture)) failAt(fault->detail, std::source_location::current());
  const Proof proof = prove(backend, kSettings);
  if (proof.fault) failAt(proof.fault->detail, std::source_location::current());
  std::printf("figure: proof %.0f ms, %.0f pictures a second, %.1f ms late\n",
              std::chrono::duration<double, std::milli>(proof.took).count(), proof.pictures_per_second,
              std::chrono::duration<double, std::milli>(proof.latency).count());
  const auto fault = verdict(proof, kSettings.picture.fps);
  if (fault) failAt(fault->detail, std::source_location::current());
}

void itTakesTheWorkFromSoftwareAndGivesPictures() {
  Bed bed;
  const std::size_t before = bed.start();
  bed.goOn(20);
  CHECK(bed.status().hardware);
  CHECK(!bed.encoding.fallback() && !bed.encoding.softwareInstead());
  // What a driver cannot do at run time it passes by.
  VideoSettings slower = kSettings;
  slower.bitrate_kbps = 300;
  bed.encoding.use(slower, EncoderWish::Auto);
  bed.encoding.requestKeyframe();
  bed.goOn(10);
  CHECK_EQ("v4l2", bed.status().encoder);
  const auto all = bed.shelf.all();
  const std::vector<KeptUnit> units(all.begin() + static_cast<std::ptrdiff_t>(before), all.end());
  for (std::size_t i = 1; i < units.size(); ++i) CHECK_EQ(1, (units[i].pts - units[i - 1].pts + kSlot / 2) / kSlot);
  const double difference = differenceOf(units);
  std::printf("figure: %.2f levels of luma lost at worst\n", difference);
  CHECK(difference < 6);
}

void aDeviceThatIsPulledIsReplacedBySoftware() {
  Bed bed;
  const std::size_t before = bed.start();
  bed.goOn(10);
  const TempDir dir;
  (void)inShell(dir, "unplug_codec");
  bed.goOnUntil([&] { return bed.status().encoder == "x264"; });
  bed.goOn(10);
  const auto status = bed.status();
  CHECK_EQ(std::size_t{1}, status.passed_over.size());
  std::printf("%s: %s\n", std::string(nameOf(status.passed_over.front().reason)).c_str(),
              status.passed_over.front().detail.c_str());
  CHECK(bed.encoding.fallback() && !bed.encoding.fault());
  const auto units = bed.shelf.all();
  for (std::size_t i = before + 1; i < units.size(); ++i) CHECK(units[i].pts > units[i - 1].pts);
}

}  // namespace

// guest_m2m.sh has loaded the device.
int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  return run({TEST(aDeviceProvesItself), TEST(itTakesTheWorkFromSoftwareAndGivesPictures),
              TEST(aDeviceThatIsPulledIsReplacedBySoftware)});
}
