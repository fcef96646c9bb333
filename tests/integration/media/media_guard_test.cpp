// SPDX-License-Identifier: Apache-2.0
// A source that is missing or broken leaves the stream whole, with a slate and silence in its place.
#include <algorithm>
#include <cstdlib>

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

void makeFootage(const TempDir& dir) {
  (void)outputOf(dir, "ffmpeg",
                 {"-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=s=320x240:r=30:d=2", "-f", "lavfi", "-i",
                  "sine=d=2", "-c:v", "mjpeg", "-c:a", "flac", (dir / "made.mkv").string()});
}

void aMissingFileIsASlateUntilItIsThere() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  makeFootage(bench.dir());
  bench.plan.camera.source = "file:" + (bench.dir() / "room.mkv").string();
  bench.plan.microphone.source = bench.plan.camera.source;
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  const auto without = bench.waitStatus(30s, "slate and silence on air", [](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Replaced &&
           status.capture.microphone.state == SourceState::Replaced && status.uplink.frames_sent > 60;
  });
  CHECK(has(without, ConditionType::CameraMissing));
  CHECK(has(without, ConditionType::MicrophoneMissing));
  CHECK_EQ(-100.0, without.capture.microphone.peak_dbfs);

  std::filesystem::rename(bench.dir() / "made.mkv", bench.dir() / "room.mkv");
  const auto with = bench.waitStatus(30s, "picture and sound", [](const MediaStatus& status) {
    return status.conditions.empty() && status.capture.camera.state == SourceState::Running &&
           status.capture.microphone.state == SourceState::Running;
  });
  CHECK_EQ(std::uint32_t{320}, with.capture.camera.width);
  CHECK_EQ(std::uint32_t{240}, with.capture.camera.height);
  // Over the file's end and its beginning again.
  bench.waitStatus(30s, "five seconds more", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > with.uplink.frames_sent + 150;
  });
  bench.stop();
  receiver.stop();
  const Judgement found = judge(bench.dir(), receiver.file());
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.longest_step < kSlot + kTick);
  CHECK(found.shortest_step > kSlot - kTick);
}

void theSlateShowsSomething() {
  MediaBench bench(freeUdpPort());
  bench.plan.uplink.reset();
  bench.plan.camera.source = "file:/nowhere.mkv";
  bench.plan.snapshot_interval_s = 1;
  bench.start();
  // Text that is drawn has bright pixels: the picture's brightest luma is far above the ground's.
  const auto brightest = [&] {
    const auto stats =
        outputOf(bench.dir(), "ffprobe",
                 {"-v", "error", "-f", "lavfi", "-i", "movie=" + (bench.dir() / "camera.jpg").string() + ",signalstats",
                  "-show_entries", "frame_tags=lavfi.signalstats.YMAX", "-of", "default=nk=1:nw=1"});
    return std::atoi(stats.c_str());
  };
  bench.waitStatus(30s, "a picture of the slate",
                   [&](const MediaStatus& status) { return status.snapshot.seq > 0 && brightest() > 150; });
  bench.stop();
}

void aFileThatIsNoPictureIsUnreadable() {
  MediaBench bench(freeUdpPort());
  bench.plan.uplink.reset();
  writeWhole(bench.dir() / "noise.mkv", std::string(20'000, 'x'));
  bench.plan.camera.source = "file:" + (bench.dir() / "noise.mkv").string();
  bench.plan.microphone.source = "file:" + bench.dir().path().string();
  bench.start();
  const auto status = bench.waitStatus(30s, "both conditions, and no other", [](const MediaStatus& s) {
    return has(s, ConditionType::CameraUnreadable) && has(s, ConditionType::MicrophoneUnreadable) &&
           s.conditions.size() == 2;
  });
  const auto since = status.conditions.front().since;
  // Tried again and again: one condition since its beginning, no exit, pictures all the while.
  const auto later = bench.waitStatus(30s, "more pictures", [&](const MediaStatus& s) {
    return s.encode.video.frames > status.encode.video.frames + 120;
  });
  const auto unreadable = std::ranges::find(later.conditions, status.conditions.front().type, &Condition::type);
  CHECK(unreadable != later.conditions.end());
  CHECK(since == unreadable->since);
  CHECK_EQ(status.pid, later.pid);
  bench.stop();
}

// A lens cap, and a room without light: for eight seconds out of sixteen, over and over.
void whatIsWrongWithAPictureIsToldAndOver() {
  struct Trouble {
    const char* filter;
    ConditionType condition;
  };
  constexpr Trouble kTroubles[] = {{"lutyuv=y=0", ConditionType::CameraBlack},
                                   {"lutyuv=y=val*0.12", ConditionType::CameraDark}};
  MediaBench bench(freeUdpPort());
  bench.plan.uplink.reset();
  bool started = false;
  for (const Trouble& trouble : kTroubles) {
    const std::string film = bench.dir() / (std::string(textOf(trouble.condition).name) + ".mkv");
    (void)outputOf(bench.dir(), "ffmpeg",
                   {"-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=s=320x180:r=30:d=16", "-vf",
                    std::string("format=yuvj420p,") + trouble.filter + ":enable='lt(t,8)'", "-c:v", "mjpeg", film});
    bench.plan.camera.source = "file:" + film;
    started ? bench.push() : bench.start();
    started = true;
    const auto only = [&](const MediaStatus& status) {
      for (const ConditionType other : {ConditionType::CameraBlack, ConditionType::CameraDark}) {
        if (has(status, other) != (other == trouble.condition)) return false;
      }
      return status.capture.camera.state == SourceState::Running;
    };
    for (int round = 0; round < 2; ++round) {
      bench.waitStatus(60s, textOf(trouble.condition).name.data(), only);
      bench.waitStatus(60s, "its end", [](const MediaStatus& status) {
        return status.capture.camera.state == SourceState::Running && !has(status, ConditionType::CameraBlack) &&
               !has(status, ConditionType::CameraDark);
      });
    }
  }
  bench.stop();
}

// Of which some cannot be decoded, and some are of nothing but noise.
void picturesThatAreBrokenAreLeftOut() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  const std::string whole = bench.dir() / "whole.mkv";
  const std::string broken = bench.dir() / "broken.mkv";
  (void)outputOf(
      bench.dir(), "ffmpeg",
      {"-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc=s=320x180:r=30:d=3", "-c:v", "mjpeg", whole});
  (void)outputOf(bench.dir(), "ffmpeg",
                 {"-v", "error", "-nostdin", "-i", whole, "-c", "copy", "-bsf:v", "noise=amount=20", broken});
  bench.plan.camera.source = "file:" + broken;
  bench.start();
  const auto before = bench.waitStatus(30s, "on air", sends);
  bench.waitStatus(30s, "ten seconds of it", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > before.uplink.frames_sent + 300;
  });
  bench.plan.camera.source = "file:" + whole;
  bench.push();
  const auto after = bench.waitStatus(30s, "whole pictures", [](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Running && status.capture.camera.fps > 25;
  });
  CHECK_EQ(before.pid, after.pid);
  CHECK_EQ(1U, after.uplink.connects);
  bench.stop();
  receiver.stop();
  const Judgement found = judge(bench.dir(), receiver.file());
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.longest_step < kSlot + kTick);
  CHECK(found.shortest_step > kSlot - kTick);
}

void noCaptureDeviceIsToldSo() {
  if (std::filesystem::exists("/dev/video0") || std::filesystem::exists("/dev/snd")) skip("this machine has devices");
  MediaBench bench(freeUdpPort());
  bench.plan.camera.source = "auto";
  bench.plan.microphone.source = "auto";
  bench.plan.uplink.reset();
  bench.start();
  bench.waitStatus(30s, "both conditions", [](const MediaStatus& s) {
    return has(s, ConditionType::CameraMissing) && has(s, ConditionType::MicrophoneMissing);
  });
  bench.plan.camera.source = "v4l2:/dev/video0";
  bench.plan.microphone.source = "alsa:hw:0";
  bench.push();
  bench.waitStatus(30s, "both conditions", [](const MediaStatus& s) {
    return s.capture.camera.source == "v4l2:/dev/video0" && has(s, ConditionType::CameraMissing) &&
           has(s, ConditionType::MicrophoneMissing);
  });
  bench.stop();
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aMissingFileIsASlateUntilItIsThere), TEST(theSlateShowsSomething),
                             TEST(aFileThatIsNoPictureIsUnreadable), TEST(whatIsWrongWithAPictureIsToldAndOver),
                             TEST_IN_REAL_TIME(picturesThatAreBrokenAreLeftOut), TEST(noCaptureDeviceIsToldSo)});
}
