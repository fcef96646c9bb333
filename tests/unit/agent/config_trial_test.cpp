// SPDX-License-Identifier: Apache-2.0
// A new Config stays only if the centre can still be told of it and the room is still on air.
#include "daemon/agent/config_trial.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;

namespace {

struct Room {
  FakeClock clock;
  ConfigTrial trial;
  MediaStatus media;

  explicit Room(bool touches_media, bool stream_expected)
      : trial({.version = 7, .confirm_within = 60s, .touches_media = touches_media, .stream_expected = stream_expected},
              clock.boot()) {
    media.config_version = 7;
    media.uplink.state = UplinkState::Connected;
    up(true, true);
  }

  void up(bool media_up, bool screen_up) {
    trial.observeWorker("media", media_up);
    trial.observeWorker("screen", screen_up);
  }
  // Seconds in which the media process says something each second.
  void pass(int seconds, std::uint64_t frames_a_second = 30) {
    for (int i = 0; i < seconds; ++i) {
      clock.advance(1s);
      media.uplink.frames_sent += frames_a_second;
      media.uplink.packets_sent += frames_a_second * 8;
      trial.observe(&media, clock.boot());
    }
  }
  [[nodiscard]] std::optional<ConfigTrial::Failure> failed() const { return trial.failed(clock.boot()); }
};

void aChangeOfWordsStandsOnceItIsAcknowledged() {
  Room room(false, false);
  CHECK(!room.trial.stands());
  room.trial.acknowledged(6);  // a report of the one before
  CHECK(!room.trial.stands());
  room.trial.acknowledged(7);
  CHECK(room.trial.stands());
  CHECK(!room.failed());
}

// The stream goes on over the connections of the version before, and the new passphrase opens nothing.
void aMediaProcessThatCannotComeToItTellsWhy() {
  Room room(true, true);
  room.media.config_version = 6;
  room.media.conditions = {makeCondition(ConditionType::UplinkWrongPassphrase, {}, "")};
  room.pass(59);
  CHECK(!room.failed());
  room.pass(1);
  CHECK(room.failed()->reason == RollbackReason::StreamStopped);
  CHECK_EQ(std::string("uplink_wrong_passphrase"), room.failed()->detail);
  CHECK(!room.trial.stands());
}

void aMediaProcessThatComesToItLateStands() {
  Room room(true, true);
  room.media.config_version = 6;
  room.media.conditions = {makeCondition(ConditionType::UplinkTimeout, {}, "")};
  room.pass(20);
  room.media.config_version = 7;
  room.media.conditions.clear();
  room.pass(3);
  room.trial.acknowledged(7);
  CHECK(!room.trial.stands());
  room.pass(1);
  CHECK(room.trial.stands());
}

void aChangeOfTheMediaStandsWhenTheStreamGoesOn() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.pass(3);
  CHECK(!room.trial.stands());
  room.pass(1);
  CHECK(room.trial.stands());
}

void aStreamThatStandsStillFails() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.pass(59, 0);
  CHECK(!room.trial.stands());
  CHECK(!room.failed());
  room.pass(1, 0);
  CHECK(room.failed().has_value());
  CHECK(room.failed()->reason == RollbackReason::StreamStopped);
}

void aStreamThatDoesNotConnectFailsWithTheLinksReason() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.media.uplink.state = UplinkState::Waiting;
  room.media.conditions = {makeCondition(ConditionType::CameraDark, {}),
                           makeCondition(ConditionType::UplinkWrongPassphrase, {})};
  room.pass(60);
  CHECK(room.failed()->reason == RollbackReason::StreamStopped);
  CHECK_EQ(std::string{"uplink_wrong_passphrase"}, room.failed()->detail);
}

void whatWasBrokenBeforeIsNotHeldAgainstIt() {
  Room room(true, false);
  room.media.uplink.state = UplinkState::Waiting;
  room.trial.acknowledged(7);
  room.pass(4, 0);
  CHECK(room.trial.stands());
}

void soundAloneIsAStreamToo() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.media.encode.video.step = PictureStep::SoundOnly;
  const std::uint64_t frames = room.media.uplink.frames_sent;
  for (int i = 0; i < 4; ++i) {
    room.pass(1);
    room.media.uplink.frames_sent = frames;
  }
  CHECK(room.trial.stands());
}

void theStreamOfTheOldPlanDoesNotCount() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.media.config_version = 6;
  room.pass(20);
  CHECK(!room.trial.stands());
}

void withoutAnAcknowledgementItFails() {
  Room room(true, true);
  room.pass(59);
  CHECK(!room.failed());
  room.pass(1);
  CHECK(room.failed()->reason == RollbackReason::NotAcknowledged);
}

void aWorkerThatEndsIsEnough() {
  Room room(true, true);
  room.trial.acknowledged(7);
  room.pass(2);
  room.up(false, true);
  CHECK(room.failed()->reason == RollbackReason::WorkerEnded);
  CHECK_EQ(std::string{"media"}, room.failed()->detail);
  room.up(true, true);
  room.pass(10);
  CHECK(!room.trial.stands());
}

void aWorkerThatWasNotUpMayCome() {
  FakeClock clock;
  ConfigTrial trial({.version = 7, .confirm_within = 60s}, clock.boot());
  trial.observeWorker("screen", false);
  trial.observeWorker("screen", true);
  CHECK(!trial.failed(clock.boot()));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aChangeOfWordsStandsOnceItIsAcknowledged),
                             TEST(aMediaProcessThatCannotComeToItTellsWhy), TEST(aMediaProcessThatComesToItLateStands),
                             TEST(aChangeOfTheMediaStandsWhenTheStreamGoesOn), TEST(aStreamThatStandsStillFails),
                             TEST(aStreamThatDoesNotConnectFailsWithTheLinksReason),
                             TEST(whatWasBrokenBeforeIsNotHeldAgainstIt), TEST(soundAloneIsAStreamToo),
                             TEST(theStreamOfTheOldPlanDoesNotCount), TEST(withoutAnAcknowledgementItFails),
                             TEST(aWorkerThatEndsIsEnough), TEST(aWorkerThatWasNotUpMayCome)});
}
