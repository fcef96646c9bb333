// SPDX-License-Identifier: Apache-2.0
// An encoder behind V4L2 M2M at work, proven, set, pulled out: the backend for H.264 devices with vicodec.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "daemon/media/encode/encoder_proof.h"
#include "tests/guest/camera_bench.h"
#include "tests/guest/m2m_bed.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

// A stall is seen after a second; an emulated machine has to load and begin the next encoder.
constexpr auto kGap = 10s;

void aDeviceProvesItself() {
  const VideoEncoderBackend backend = v4l2Backend(kFwht);
  if (const auto fault = backend.match(kSettings.picture)) failAt(fault->detail, std::source_location::current());
  for (const bool in_place : {false, true}) {
    VideoSettings settings = kSettings;
    settings.in_place = in_place;
    const Proof proof = prove(backend, settings, ProofPictures(settings.picture));
    if (proof.fault) failAt(proof.fault->detail, std::source_location::current());
    std::printf("figure: proof%s %.0f ms, %.0f pictures a second, %.1f ms late\n", in_place ? " in place" : "",
                std::chrono::duration<double, std::milli>(proof.took).count(), proof.pictures_per_second,
                std::chrono::duration<double, std::milli>(proof.latency).count());
    const auto fault = verdict(proof, kSettings.picture.fps);
    if (fault) failAt(fault->detail, std::source_location::current());
  }
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

// From one unit to the next, at most: what the room was without picture. In order, no time twice.
std::chrono::nanoseconds longestGap(const std::vector<KeptUnit>& units, std::size_t from) {
  std::chrono::nanoseconds longest{};
  for (std::size_t i = from + 1; i < units.size(); ++i) {
    CHECK(units[i].pts > units[i - 1].pts);
    longest = std::max(longest, units[i].pts - units[i - 1].pts);
  }
  return longest;
}

// Software has the work by itself, and why is told.
void checkReplaced(Bed& bed, std::size_t before, PassedOver reason, const char* what) {
  bed.goOnUntil([&] { return bed.status().encoder == "x264"; });
  bed.goOn(10);
  const auto status = bed.status();
  CHECK_EQ(std::size_t{1}, status.passed_over.size());
  std::printf("%s: %s\n", std::string(nameOf(status.passed_over.front().reason)).c_str(),
              status.passed_over.front().detail.c_str());
  CHECK(status.passed_over.front().reason == reason);
  CHECK(bed.encoding.fallback() && !bed.encoding.fault() && !bed.encoding.stuck());
  const auto gap = longestGap(bed.shelf.all(), before);
  std::printf("figure: %s: %.2f s without a picture\n", what, std::chrono::duration<double>(gap).count());
  CHECK(gap < kGap);
}

// Its driver takes pictures and keeps what it made of them.
void aDeviceThatStallsIsReplacedBySoftware() {
  const TempDir dir;
  const std::filesystem::path hangs = dir / "hangs";
  Bed bed;
  const std::size_t before = bed.start();
  bed.goOn(10);
  ::setenv("DIEMCAU_DQBUF_HANGS", hangs.c_str(), 1);
  writeWhole(hangs, "");
  checkReplaced(bed, before, PassedOver::Stalled, "a driver that hangs");
  // What is left of it ends with the process, or when the driver lets go.
  std::filesystem::remove(hangs);
  ::unsetenv("DIEMCAU_DQBUF_HANGS");
}

void aDeviceThatIsPulledIsReplacedBySoftware() {
  Bed bed;
  const std::size_t before = bed.start();
  bed.goOn(10);
  const TempDir dir;
  (void)inShell(dir, "unplug_codec");
  checkReplaced(bed, before, PassedOver::Failed, "pulled");
}

}  // namespace

// guest_m2m.sh has loaded the device.
int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  return run({TEST(aDeviceProvesItself), TEST(itTakesTheWorkFromSoftwareAndGivesPictures),
              TEST(aDeviceThatStallsIsReplacedBySoftware), TEST(aDeviceThatIsPulledIsReplacedBySoftware)});
}
