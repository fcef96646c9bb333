// SPDX-License-Identifier: Apache-2.0
// A microphone that fails, is pulled out, hangs, is silent or too loud: told, and its return.
#include "tests/integration/media/sound_room.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

void aCardThatStopsIsSilenceUntilItGoesOn() {
  SoundRoom room;
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
  SoundRoom room;
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
  SoundRoom room;
  room.start();
  room.waitState(SourceState::Running);
  room.tell("stuck");
  const auto ended = room.bench.media().waitExit(30s);
  CHECK_EQ(1, ended.code);
}

void digitalSilenceAndClippingAreTold() {
  SoundRoom room;
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

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aCardThatStopsIsSilenceUntilItGoesOn),
                             TEST_IN_REAL_TIME(aCardThatIsUnpluggedComesBack),
                             TEST(aCardThatDoesNotLetGoRestartsTheProcess), TEST(digitalSilenceAndClippingAreTold)});
}
