// SPDX-License-Identifier: Apache-2.0
// The room's recording plays after whatever happened, and what happens to it never touches the stream.
#include <cstdio>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/own_mounts.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;

void recordInto(MediaBench& bench, const std::filesystem::path& directory) {
  bench.plan.recording = RecordingPlan{.directory = directory.string(), .key = std::string(32, 'k'), .quota_mb = 100};
}

// What a technician gets on the box; the program's words too.
std::filesystem::path exported(MediaBench& bench, std::string& words) {
  const std::filesystem::path out = bench.dir() / "room.ts";
  words = outputOf(bench.dir(), builtProgram("diemcau").string(),
                   {"--bus", bench.busAddress(), "recording", "export", "--out", out.string()});
  return out;
}

bool isRecording(const MediaStatus& status) { return status.recording.state == LocalRecordingState::Recording; }

std::string detailOf(const MediaStatus& status, ConditionType type) {
  for (const Condition& condition : status.conditions) {
    if (condition.type == type) return condition.detail;
  }
  return {};
}

// The disk's trouble is told in these words while the stream goes on; when it is over the recording goes on.
void staysOnTheAir(MediaBench& bench, const std::string& words, const std::function<void()>& mend) {
  const MediaStatus failed = bench.waitStatus(30s, "the trouble is told", [&](const MediaStatus& status) {
    return sends(status) && has(status, ConditionType::LocalRecordingFailed);
  });
  CHECK(failed.recording.state == LocalRecordingState::Failed);
  CHECK(detailOf(failed, ConditionType::LocalRecordingFailed).contains(words));
  const std::uint64_t more = failed.uplink.frames_sent + kFps;
  (void)bench.waitStatus(30s, "the stream goes on",
                         [&](const MediaStatus& status) { return status.uplink.frames_sent >= more; });
  mend();
  const MediaStatus mended = bench.waitStatus(30s, "it is recorded again", isRecording);
  CHECK(!has(mended, ConditionType::LocalRecordingFailed));
  CHECK_EQ(1U, mended.uplink.connects);
}

void whatWasRecordedBeforeAKillPlays() {
  MediaBench bench(1);
  bench.plan.uplink.reset();
  recordInto(bench, bench.dir() / "kept");
  bench.start();
  const MediaStatus last = bench.waitStatus(60s, "a segment and a half", [](const MediaStatus& status) {
    return status.recording.segments >= 2 && status.recording.seconds >= 15;
  });
  bench.media().kill();
  (void)bench.media().waitExit(10s);

  std::string words;
  const Judgement found = judge(bench.dir(), exported(bench, words));
  std::printf("figure: killed %.1f s after the first picture: %zu pictures and %zu packets of sound play\n",
              last.recording.seconds, static_cast<std::size_t>(found.pictures),
              static_cast<std::size_t>(found.packets_of_sound));
  CHECK_EQ(std::string(), found.errors);
  CHECK_EQ(std::string("h264"), found.video_codec);
  CHECK_EQ(std::string("opus"), found.audio_codec);
  // All but what was not flushed yet.
  const double kept = last.recording.seconds - 1.5;
  CHECK(static_cast<double>(found.pictures) >= kept * kFps);
  CHECK(static_cast<double>(found.packets_of_sound) >= kept * 50);
  CHECK(found.longest_step < 1.5 / kFps);
  CHECK(found.longest_step_of_sound < 0.03);
}

void eachLifeOfTheProcessIsARunOfItsOwn() {
  MediaBench bench(1);
  bench.plan.uplink.reset();
  recordInto(bench, bench.dir() / "kept");
  const auto some = [](const MediaStatus& status) { return status.recording.seconds >= 2; };
  bench.start();
  const std::string first = bench.waitStatus(30s, "a recording", some).recording.run;
  bench.stop();
  bench.start();
  const std::string second = bench.waitStatus(30s, "another", some).recording.run;
  CHECK(first != second);
  const std::string list =
      outputOf(bench.dir(), builtProgram("diemcau").string(), {"--bus", bench.busAddress(), "recording", "list"});
  CHECK(list.find(first) < list.find(second));
  CHECK(list.contains(second));

  // Without a plan the recording ends, whole.
  bench.plan.recording.reset();
  bench.push();
  (void)bench.waitStatus(30s, "no recording",
                         [](const MediaStatus& status) { return status.recording.state == LocalRecordingState::Off; });
  recordInto(bench, bench.dir() / "kept");
  bench.push();
  (void)bench.waitStatus(30s, "recorded again", isRecording);
  bench.stop();
  std::string words;
  CHECK_EQ(std::string(), judge(bench.dir(), exported(bench, words)).errors);
}

void aFullDiskCostsTheRecordingAlone() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  const Receiver receiver(bench.dir(), port, bench.dir() / "received.ts");
  const std::filesystem::path directory = bench.dir() / "kept";
  std::filesystem::create_directory(directory);
  const SmallDisk disk(directory, 1 << 20);
  writeWhole(directory / "others", std::string((1 << 20) - 8192, 'x'));
  recordInto(bench, directory);
  bench.start();
  staysOnTheAir(bench, "No space left on device", [&] { std::filesystem::remove(directory / "others"); });
  bench.stop();
}

void aReadOnlyDiskCostsTheRecordingAlone() {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench(port);
  const Receiver receiver(bench.dir(), port, bench.dir() / "received.ts");
  const std::filesystem::path directory = bench.dir() / "kept";
  std::filesystem::create_directory(directory);
  const SmallDisk disk(directory, 8 << 20);
  recordInto(bench, directory);
  bench.start();
  (void)bench.waitStatus(30s, "recorded and sent",
                         [](const MediaStatus& status) { return isRecording(status) && sends(status); });
  bench.stop();
  disk.setReadOnly(true);
  bench.start();
  staysOnTheAir(bench, "Read-only file system", [&] { disk.setReadOnly(false); });
  bench.stop();
}

}  // namespace

int main() {
  takeOwnMounts();
  return diemcau::test::run({TEST_IN_REAL_TIME(whatWasRecordedBeforeAKillPlays),
                             TEST(eachLifeOfTheProcessIsARunOfItsOwn), TEST(aFullDiskCostsTheRecordingAlone),
                             TEST(aReadOnlyDiskCostsTheRecordingAlone)});
}
