// SPDX-License-Identifier: Apache-2.0
// Camera and microphone of real drivers reach a receiver at the host, which judges what came (guest_capture.host).
#include <cstdlib>
#include <string>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

std::string told(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) failAt(std::string("not told: ") + name, std::source_location::current());
  return value;
}

void cameraAndMicrophoneAreOnAir() {
  MediaBench bench(static_cast<std::uint16_t>(std::stoul(told("srt_port"))));
  bench.plan.uplink->host = "10.0.2.2";
  bench.plan.uplink->latency_ms = 1000;  // a virtual machine may stop for a while
  bench.plan.camera.source = "v4l2:" + told("camera");
  bench.plan.microphone.source = "alsa:" + told("microphone");
  bench.plan.video = {
      .width = 640, .height = 360, .fps = 15, .bitrate_kbps = 500, .keyframe_interval_s = 2, .small_picture = false};
  bench.start();
  const auto on_air = bench.waitStatus(60s, "both on air", [](const MediaStatus& status) {
    return sends(status) && status.capture.camera.state == SourceState::Running &&
           status.capture.microphone.state == SourceState::Running;
  });
  CHECK_EQ(std::uint32_t{640}, on_air.capture.camera.width);
  CHECK_EQ(std::uint32_t{360}, on_air.capture.camera.height);
  const auto later = bench.waitStatus(60s, "ten seconds more", [&](const MediaStatus& status) {
    return status.uplink.frames_sent >= on_air.uplink.frames_sent + 150;
  });
  CHECK(later.capture.camera.state == SourceState::Running);
  CHECK(later.capture.camera.fps > 5);
  CHECK(later.capture.microphone.rms_dbfs > -20);
  bench.stop();
}

}  // namespace

int main() { return run({TEST(cameraAndMicrophoneAreOnAir)}); }
