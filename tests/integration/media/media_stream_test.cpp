// SPDX-License-Identifier: Apache-2.0
// What diemcau-media sends can be decoded, whole, whatever the plan does meanwhile.
#include <cstdio>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr double kSlot = 1.0 / 30;
constexpr double kTick = 2.0 / 90'000;

std::filesystem::path footage(const char* name) { return sourceFile("../shared/footage") / name; }

void filesArriveWhole() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  if (std::filesystem::exists(footage("room-webcam-480p30.mkv"))) {
    bench.plan.camera.source = "file:" + footage("room-webcam-480p30.mkv").lexically_normal().string();
    bench.plan.microphone.source = "file:" + footage("speech-vi-48k.flac").lexically_normal().string();
  } else {
    std::puts("no footage here: pattern and tone instead");
  }
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  const auto last = bench.waitStatus(
      60s, "twelve seconds of pictures, and all in order",
      [](const MediaStatus& status) { return status.uplink.frames_sent > 12 * 30 && status.conditions.empty(); });
  CHECK(last.capture.camera.state == SourceState::Running);
  CHECK(last.capture.microphone.state == SourceState::Running);
  CHECK(last.capture.microphone.peak_dbfs > -60);
  CHECK_EQ(std::uint64_t{0}, last.uplink.frames_dropped);
  CHECK(last.snapshot.seq > 0);
  bench.stop();
  receiver.stop();

  const Judgement found = judge(bench.dir(), receiver.file());
  CHECK_EQ(std::string(), found.errors);
  CHECK_EQ(std::string("h264"), found.video_codec);
  CHECK_EQ(std::string("opus"), found.audio_codec);
  CHECK(found.pictures >= 12 * 30);
  CHECK(found.packets_of_sound >= 11 * 50);
  CHECK(found.longest_step < kSlot + kTick);
  CHECK(found.shortest_step > kSlot - kTick);
  const std::string size = outputOf(
      bench.dir(), "ffprobe",
      {"-v", "error", "-show_entries", "stream=width,height", "-of", "csv=p=0", (bench.dir() / "camera.jpg").string()});
  CHECK(size.starts_with("320,180"));
}

void aSmallerPictureLeavesTheConnectionStanding() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  const auto before = bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > 60; });
  bench.plan.video.width = 640;
  bench.plan.video.height = 360;
  bench.plan.video.fps = 15;
  bench.push();
  const auto after = bench.waitStatus(30s, "pictures of the new size", [&](const MediaStatus& status) {
    return status.encode.video.width == 640 && status.uplink.frames_sent > before.uplink.frames_sent + 60 &&
           status.conditions.empty();
  });
  CHECK_EQ(before.pid, after.pid);
  CHECK_EQ(std::uint32_t{1}, after.uplink.connects);
  bench.stop();
  receiver.stop();
  const Judgement found = judge(bench.dir(), receiver.file(), Rate::Changing);
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.shortest_step > 0);
  CHECK(found.longest_step < 0.5);
}

void ratesAndMuteChangeWhileAllRuns() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  bench.waitStatus(30s, "sound", [](const MediaStatus& s) { return sends(s) && s.capture.microphone.peak_dbfs > -25; });
  bench.plan.config_version = 2;
  bench.plan.video.bitrate_kbps = 300;
  bench.plan.audio.bitrate_kbps = 32;
  bench.plan.microphone.muted = true;
  bench.push();
  const auto muted = bench.waitStatus(30s, "silence", [](const MediaStatus& status) {
    return status.config_version == 2 && status.capture.microphone.peak_dbfs <= -100;
  });
  CHECK(muted.capture.microphone.muted);
  CHECK_EQ(std::uint32_t{300}, muted.encode.video.target_kbps);
  CHECK_EQ(std::uint32_t{32}, muted.encode.audio.target_kbps);
  CHECK_EQ(std::uint32_t{1}, muted.uplink.connects);
  bench.stop();
  receiver.stop();
  const Judgement found = judge(bench.dir(), receiver.file());
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.longest_step < kSlot + kTick);
}

void aBadPlanChangesNothing() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  bench.waitStatus(30s, "pictures", sends);
  bench.pushText("{\"schema\": \"diemcau.media-plan/1\", \"config_version\": \"two\"}");
  const auto refused =
      bench.waitStatus(30s, "the refusal", [](const MediaStatus& s) { return has(s, ConditionType::PlanRefused); });
  CHECK_EQ(std::uint64_t{1}, refused.config_version);
  bench.waitStatus(30s, "pictures go on", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > refused.uplink.frames_sent + 30;
  });
  bench.plan.config_version = 3;
  bench.push();
  bench.waitStatus(30s, "the good plan", [](const MediaStatus& status) {
    return status.config_version == 3 && !has(status, ConditionType::PlanRefused);
  });
  bench.stop();
}

void theStreamGoesOnWithoutTheAgent() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  const auto before = bench.waitStatus(30s, "pictures", sends);
  bench.agent().kill();
  const auto after = bench.waitStatus(30s, "pictures go on", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > before.uplink.frames_sent + 60;
  });
  CHECK_EQ(std::uint32_t{1}, after.uplink.connects);
  bench.stop();
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(filesArriveWhole),
                             TEST_IN_REAL_TIME(aSmallerPictureLeavesTheConnectionStanding),
                             TEST_IN_REAL_TIME(ratesAndMuteChangeWhileAllRuns), TEST(aBadPlanChangesNothing),
                             TEST(theStreamGoesOnWithoutTheAgent)});
}
