// SPDX-License-Identifier: Apache-2.0
// During the conference nothing may interrupt the room, unless two people say so.
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/keeper_box.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;

namespace {

// The conference of the fake clock's day.
Config inConference(std::uint64_t version, const FakeClock& clock) {
  Config config = configOf(version);
  config.body.conference =
      Conference{"hoi-nghi", clock.wall() + std::chrono::hours{1}, clock.wall() + std::chrono::hours{5}};
  return config;
}

struct FrozenBox : KeeperBox {
  SigningKey second;
  FrozenBox() : KeeperBox(inConference(5, FakeClock{})) {
    root = trustRoot({key, second});
    verifier = NEED(EnvelopeVerifier::create(root, root.config));
  }
  [[nodiscard]] Config next(std::uint64_t version) const { return inConference(version, FakeClock{}); }
};

void duringTheConferenceWordsAndLevelsMayChange() {
  FrozenBox box;
  box.clock.advance(std::chrono::hours{2});
  Config config = box.next(6);
  config.body.screen.maket->title = {"TIÊU ĐỀ MỚI"};
  config.body.screen.scene = Scene::Blank;
  config.body.video.bitrate_kbps = 1800;
  config.body.audio.bitrate_kbps = 48;
  config.body.microphone.muted = true;
  CHECK(box.offer(config));
}

void duringTheConferenceNothingElseMay() {
  FrozenBox box;
  box.clock.advance(std::chrono::hours{2});
  Config config = box.next(6);
  config.body.video.width = 640;
  config.body.microphone.muted = true;
  config.body.conference.reset();
  CHECK(!box.offer(config));
  CHECK(stands(box.keeper, ConditionType::ConfigFrozen));
  CHECK_EQ(std::string{"/body/conference, /body/video/width"}, box.keeper.refused()->detail);
  CHECK(box.keeper.current() == box.next(5));
  CHECK_EQ(5U, box.keeper.floor());
  box.clock.advance(std::chrono::hours{3});  // the hour has come in which it ends
  CHECK(box.offer(config));
}

void beforeTheConferenceEverythingMay() {
  FrozenBox box;
  Config config = box.next(6);
  config.body.video.width = 640;
  CHECK(box.offer(config));
}

void twoSignaturesOverrideTheFreeze() {
  FrozenBox box;
  box.clock.advance(std::chrono::hours{2});
  Config config = box.next(6);
  config.body.video.width = 640;
  config.overrides_freeze = true;
  CHECK(!box.offer(config, {box.key}));
  CHECK(stands(box.keeper, ConditionType::ConfigThresholdNotMet));
  CHECK(!box.offer(config, {box.key, box.key}));  // one person twice
  CHECK(box.offer(config, {box.key, box.second}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(duringTheConferenceWordsAndLevelsMayChange), TEST(duringTheConferenceNothingElseMay),
                             TEST(beforeTheConferenceEverythingMay), TEST(twoSignaturesOverrideTheFreeze)});
}
