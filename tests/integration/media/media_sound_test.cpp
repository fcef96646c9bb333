// SPDX-License-Identifier: Apache-2.0
// A microphone's rate, clock, faults and returns, through libasound with a microphone of the test's own.
#include <cmath>
#include <format>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr double kSlot = 1.0 / 30;
constexpr double kTick = 2.0 / 90'000;

struct Room {
  const std::uint16_t port = freeUdpPort();
  MediaBench bench{port};
  Receiver receiver{bench.dir(), port, bench.dir() / "room.ts"};

  // `device`: what fake_microphone.cpp reads.
  explicit Room(const std::string& device = "rate 48000") {
    writeWhole(bench.dir() / "asound.conf",
               std::format("pcm_type.fake.lib \"{}\"\npcm.room {{ type fake dir \"{}\" {} }}\n", FAKE_MICROPHONE,
                           bench.dir().path().string(), device));
    bench.plan.microphone.source = "alsa:room";
  }

  void start() { bench.start({{"ALSA_CONFIG_PATH", (bench.dir() / "asound.conf").string()}}); }
  void tell(const char* fault) const { writeWhole(bench.dir() / fault, ""); }
  void untell(const char* fault) const { std::filesystem::remove(bench.dir() / fault); }

  MediaStatus waitState(SourceState state) {
    return bench.waitStatus(30s, "the microphone's state",
                            [&](const MediaStatus& status) { return status.capture.microphone.state == state; });
  }
  MediaStatus waitFor(const char* what, const std::function<bool(const MediaStatus&)>& holds) {
    return bench.waitStatus(90s, what, holds);
  }

  // The stream was whole all the while.
  Judgement judgeStream() {
    bench.stop();
    receiver.stop();
    const Judgement found = judge(bench.dir(), receiver.file());
    CHECK_EQ(std::string(), found.errors);
    CHECK(found.longest_step < kSlot + kTick);
    CHECK(found.shortest_step > kSlot - kTick);
    // Sound for every picture: 50 packets a second to 30 pictures.
    CHECK(static_cast<double>(found.packets_of_sound) > static_cast<double>(found.pictures) * 50 / 30 - 30);
    return found;
  }
};

void aCardsRateAndClockAreToldAndMadeUpFor() {
  Room room("rate 44100 channels 2 ppm 250");
  room.start();
  // Ten seconds on end, which a busy machine may take some time to leave alone.
  const auto status = room.waitFor(
      "the drift", [](const MediaStatus& s) { return std::abs(s.capture.microphone.drift_ppm - 250) < 25; });
  CHECK_EQ(std::uint32_t{44'100}, status.capture.microphone.rate_hz);
  CHECK_EQ(std::uint32_t{2}, status.capture.microphone.channels);
  CHECK(std::abs(status.capture.microphone.peak_dbfs + 20) < 0.3);
  CHECK(status.conditions.empty());
  room.judgeStream();
}

void aCardThatStopsIsSilenceUntilItGoesOn() {
  Room room;
  room.start();
  room.waitState(SourceState::Running);
  room.tell("failing");
  const auto stopped = room.waitState(SourceState::Replaced);
  CHECK_EQ(std::uint32_t{0}, stopped.capture.microphone.rate_hz);
  room.waitFor("the condition", [](const MediaStatus& s) { return has(s, ConditionType::MicrophoneFailed); });
  room.untell("failing");
  const auto back = room.waitFor("its return", [](const MediaStatus& s) {
    return s.capture.microphone.state == SourceState::Running && s.conditions.empty();
  });
  CHECK_EQ(stopped.pid, back.pid);
  room.judgeStream();
}

void aCardThatIsUnpluggedComesBack() {
  Room room;
  room.start();
  for (int time = 0; time < 3; ++time) {
    room.waitFor("sound", [](const MediaStatus& s) {
      return s.capture.microphone.state == SourceState::Running && s.conditions.empty();
    });
    room.tell("gone");
    room.waitState(SourceState::Replaced);
    room.waitFor("the condition", [](const MediaStatus& s) { return has(s, ConditionType::MicrophoneMissing); });
    room.untell("gone");
  }
  room.waitState(SourceState::Running);
  room.judgeStream();
}

void aCardThatDoesNotLetGoRestartsTheProcess() {
  Room room;
  room.start();
  room.waitState(SourceState::Running);
  room.tell("stuck");
  const auto ended = room.bench.media().waitExit(30s);
  CHECK_EQ(1, ended.code);
}

void digitalSilenceAndClippingAreTold() {
  Room room;
  room.start();
  room.waitState(SourceState::Running);
  room.tell("loud");
  room.waitFor("clipping", [](const MediaStatus& s) { return has(s, ConditionType::MicrophoneClipping); });
  room.untell("loud");
  room.waitFor("its end", [](const MediaStatus& s) { return s.conditions.empty(); });
  room.tell("silent");
  const auto silent =
      room.waitFor("silence", [](const MediaStatus& s) { return has(s, ConditionType::MicrophoneSilent); });
  CHECK(silent.capture.microphone.state == SourceState::Running);
  CHECK_EQ(-100.0, silent.capture.microphone.peak_dbfs);
  room.untell("silent");
  room.waitFor("sound", [](const MediaStatus& s) { return s.conditions.empty(); });
  room.bench.stop();
}

void monoAndStereoChangeWhileAllRuns() {
  Room room("rate 48000 channels 2");
  room.start();
  const auto mono = room.waitFor(
      "sound", [](const MediaStatus& s) { return s.uplink.frames_sent > 60 && s.capture.microphone.peak_dbfs > -25; });
  room.bench.plan.audio.channels = 2;
  room.bench.plan.config_version = 2;
  room.bench.push();
  const auto stereo = room.waitFor("two seconds more", [&](const MediaStatus& s) {
    return s.config_version == 2 && s.uplink.frames_sent > mono.uplink.frames_sent + 90;
  });
  CHECK_EQ(std::uint32_t{1}, stereo.uplink.connects);
  CHECK(stereo.conditions.empty());
  CHECK_EQ(std::string("opus"), stereo.encode.audio.encoder);
  room.judgeStream();
}

void stereoArrivesAsStereo() {
  Room room("rate 48000 channels 2");
  room.bench.plan.audio.channels = 2;
  room.start();
  room.waitFor("five seconds", [](const MediaStatus& s) { return s.uplink.frames_sent > 150; });
  CHECK_EQ(std::uint64_t{2}, room.judgeStream().channels);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aCardsRateAndClockAreToldAndMadeUpFor), TEST(aCardThatStopsIsSilenceUntilItGoesOn),
                             TEST(aCardThatIsUnpluggedComesBack), TEST(aCardThatDoesNotLetGoRestartsTheProcess),
                             TEST(digitalSilenceAndClippingAreTold), TEST(monoAndStereoChangeWhileAllRuns),
                             TEST(stereoArrivesAsStereo)});
}
