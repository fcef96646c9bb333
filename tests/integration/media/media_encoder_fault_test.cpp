// SPDX-License-Identifier: Apache-2.0
// A device's encoder that fails, stalls or hangs while the room is on air: the stream goes on.
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

// diemcau-media where GStreamer finds an encoder of a device, and faults that can be set.
struct Bed {
  std::uint16_t port = freeUdpPort();
  MediaBench bench{port};
  Receiver receiver{bench.dir(), port, bench.dir() / "room.ts"};

  void start() {
    const auto plugin = builtProgram("x").parent_path().parent_path() / "gst-faulty";
    bench.start({{"GST_PLUGIN_PATH", plugin.string()},
                 {"GST_REGISTRY", (plugin / "registry.bin").string()},
                 {"DIEMCAU_FAULTY_ENCODER", bench.dir().path().string()}});
  }
  void fault(const char* name) const { writeWhole(bench.dir() / name, ""); }
  MediaStatus onDevice() {
    return bench.waitStatus(60s, "the device at work", [](const MediaStatus& status) {
      return status.encode.video.encoder == "v4l2" && sends(status);
    });
  }
  MediaStatus onSoftware(const MediaStatus& before) {
    return bench.waitStatus(30s, "software at work", [&](const MediaStatus& status) {
      return status.encode.video.encoder == "x264" && status.uplink.frames_sent > before.uplink.frames_sent + 60;
    });
  }
  // Nothing but an IDR picture was to be seen of it.
  Judgement judged(const MediaStatus& before, const MediaStatus& after) {
    CHECK_EQ(before.pid, after.pid);
    CHECK_EQ(std::uint32_t{1}, after.uplink.connects);
    bench.stop();
    receiver.stop();
    const Judgement found = judge(bench.dir(), receiver.file(), Rate::Changing);
    CHECK_EQ(std::string(), found.errors);
    CHECK(found.shortest_step > 0);
    CHECK(found.pictures > 30);
    return found;
  }
};

void aDeviceIsTakenOnceItHasProvenItself() {
  Bed bed;
  bed.start();
  // On air at once all the same: the first picture does not wait for it.
  const auto before = bed.onDevice();
  CHECK(before.encode.video.hardware);
  CHECK_EQ("auto", before.encode.video.wished);
  CHECK(before.encode.video.proof_ms > 0);
  CHECK(before.encode.video.latency_ms > 0);
  CHECK(before.encode.video.passed_over.empty());
  CHECK(!has(before, ConditionType::EncoderFallback) && !has(before, ConditionType::EncoderSoftware));
  bed.bench.plan.video.bitrate_kbps = 300;
  bed.bench.plan.video.fps = 15;
  bed.bench.push();
  const auto after = bed.bench.waitStatus(30s, "half the rate", [&](const MediaStatus& status) {
    return status.encode.video.encoder == "v4l2" && status.encode.video.fps < 17 &&
           status.uplink.frames_sent > before.uplink.frames_sent + 60;
  });
  CHECK(bed.judged(before, after).longest_step < 0.5);
}

void oneThatFailsIsReplacedAtOnce() {
  Bed bed;
  bed.start();
  const auto before = bed.onDevice();
  bed.fault("fails");
  const auto after = bed.onSoftware(before);
  CHECK(has(after, ConditionType::EncoderFallback));
  CHECK(has(after, ConditionType::EncoderSoftware));
  CHECK(!has(after, ConditionType::EncoderFailed));
  // The device, and the two that this machine has not.
  CHECK_EQ(std::size_t{3}, after.encode.video.passed_over.size());
  CHECK_EQ(std::string("failed"), std::string(nameOf(after.encode.video.passed_over.front().reason)));
  CHECK_EQ("the device is out of order", after.encode.video.passed_over.front().detail);
  CHECK(bed.judged(before, after).longest_step < 1);
}

void oneThatStallsIsReplacedAfterASecond() {
  Bed bed;
  bed.start();
  const auto before = bed.onDevice();
  bed.fault("stalls");
  const auto after = bed.onSoftware(before);
  CHECK(after.encode.video.passed_over.front().reason == PassedOver::Stalled);
  CHECK(has(after, ConditionType::EncoderFallback));
  CHECK(bed.judged(before, after).longest_step < 3);
}

void oneThatHangsIsLeftBehind() {
  Bed bed;
  bed.start();
  const auto before = bed.onDevice();
  bed.fault("hangs");
  const auto replaced = bed.onSoftware(before);
  // Longer than a source would be waited for: the process does not start anew for it.
  const auto after = bed.bench.waitStatus(30s, "five seconds more", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > replaced.uplink.frames_sent + 150;
  });
  CHECK(bed.judged(before, after).longest_step < 3);
}

void anEncoderThatIsNotThereIsTold() {
  Bed bed;
  bed.bench.plan.video.encoder = EncoderWish::Vaapi;
  bed.start();
  const auto status = bed.onDevice();
  CHECK_EQ("vaapi", status.encode.video.wished);
  CHECK_EQ(std::size_t{1}, status.encode.video.passed_over.size());
  CHECK(status.encode.video.passed_over.front().reason == PassedOver::NotThere);
  CHECK(has(status, ConditionType::EncoderFallback));
  CHECK(!has(status, ConditionType::EncoderSoftware));
  bed.bench.plan.video.encoder = EncoderWish::OpenH264;
  bed.bench.push();
  const auto after = bed.bench.waitStatus(30s, "OpenH264 at work", [&](const MediaStatus& status_now) {
    return status_now.encode.video.encoder == "openh264" &&
           status_now.uplink.frames_sent > status.uplink.frames_sent + 90;
  });
  CHECK(!has(after, ConditionType::EncoderFallback));
  CHECK(bed.judged(status, after).longest_step < 1);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(aDeviceIsTakenOnceItHasProvenItself), TEST_IN_REAL_TIME(oneThatFailsIsReplacedAtOnce),
       TEST_IN_REAL_TIME(oneThatStallsIsReplacedAfterASecond), TEST_IN_REAL_TIME(oneThatHangsIsLeftBehind),
       TEST_IN_REAL_TIME(anEncoderThatIsNotThereIsTold)});
}
