// SPDX-License-Identifier: Apache-2.0
// What the workers are told to do, and when it counts as done.
#include "daemon/agent/plans.h"

#include "daemon/agent/config_in_force.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;

namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'000}};
const RecordingPlace kPlace{"/var/lib/diemcau/recording", std::string(32, 'k')};
constexpr Timestamp kLater{std::chrono::milliseconds{2'000}};

void withoutAConfigTheRoomIsSetUp() {
  const Plans plans = plansFrom(std::nullopt, kEndpoint, {}, kPlace);
  CHECK_EQ(0U, plans.media.config_version);
  CHECK(!plans.media.uplink);
  CHECK_EQ(0U, plans.screen.config_version);
  CHECK(plans.screen.screen.scene == Scene::Setup);
  CHECK_EQ(std::string{kEndpoint}, plans.screen.endpoint);
}

void theConfigReachesBothWorkers() {
  const Config config = configOf(8);
  const Plans plans = plansFrom(config, kEndpoint, {}, kPlace);
  CHECK_EQ(8U, plans.media.config_version);
  CHECK_EQ(config.body.site.name, plans.media.site_name);
  CHECK(plans.media.camera == config.body.camera);
  CHECK(plans.media.microphone == config.body.microphone);
  CHECK(plans.media.video == config.body.video);
  CHECK(plans.media.audio == config.body.audio);
  CHECK(plans.media.uplink == config.body.uplink);
  CHECK_EQ(5U, plans.media.snapshot_interval_s);
  CHECK_EQ(8U, plans.screen.config_version);
  CHECK(plans.screen.site == config.body.site);
  CHECK(plans.screen.screen == config.body.screen);
  CHECK_EQ(5U, plans.screen.snapshot_interval_s);
}

void theRoomIsRecordedWhereTheConfigWantsIt() {
  Config config = configOf(8);
  CHECK(!plansFrom(config, kEndpoint, {}, kPlace).media.recording);
  config.body.recording = RecordingConfig{.quota_mb = 300};
  const auto plan = plansFrom(config, kEndpoint, {}, kPlace).media.recording;
  CHECK(plan == (RecordingPlan{kPlace.directory, kPlace.key, 300}));
  // Without an identity there is no key to encrypt with.
  CHECK(!plansFrom(config, kEndpoint, {}, std::nullopt).media.recording);
}

void theCommandLineComesBeforeTheConfig() {
  Config config = configOf(8);
  config.body.microphone.muted = true;
  const Plans plans = plansFrom(config, kEndpoint, {"file:/room.mkv", "tone"}, kPlace);
  CHECK_EQ(std::string{"file:/room.mkv"}, plans.media.camera.source);
  CHECK_EQ(std::string{"tone"}, plans.media.microphone.source);
  CHECK(plans.media.microphone.muted);  // muting is still the centre's
  CHECK_EQ(std::string{"tone"}, plansFrom(std::nullopt, kEndpoint, {{}, "tone"}, kPlace).media.microphone.source);
}

void aVersionIsInForceWhenAllThatAreUpReportIt() {
  ConfigInForce in_force;
  CHECK(!in_force.observe(4, {3, 3}, kNow));
  CHECK(!in_force.observe(4, {4, 3}, kNow));
  CHECK_EQ(0U, in_force.version());
  CHECK(in_force.observe(4, {4, 4}, kNow));
  CHECK_EQ(4U, in_force.version());
  CHECK(in_force.since() == kNow);
  CHECK(!in_force.observe(4, {4, 4}, kLater));
  CHECK(in_force.since() == kNow);
}

void aWorkerThatIsDownIsNotWaitedFor() {
  ConfigInForce in_force;
  CHECK(in_force.observe(4, {std::nullopt, 4}, kNow));
}

void nothingIsInForceWhereNobodyReportsIt() {
  ConfigInForce in_force;
  CHECK(!in_force.observe(4, {std::nullopt, std::nullopt}, kNow));
  CHECK_EQ(0U, in_force.version());
}

void aRestartingWorkerTakesNothingOutOfForce() {
  ConfigInForce in_force;
  CHECK(in_force.observe(4, {4, 4}, kNow));
  CHECK(!in_force.observe(4, {0, 4}, kLater));
  CHECK_EQ(4U, in_force.version());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(withoutAConfigTheRoomIsSetUp), TEST(theConfigReachesBothWorkers),
                             TEST(theRoomIsRecordedWhereTheConfigWantsIt), TEST(theCommandLineComesBeforeTheConfig),
                             TEST(aVersionIsInForceWhenAllThatAreUpReportIt), TEST(aWorkerThatIsDownIsNotWaitedFor),
                             TEST(nothingIsInForceWhereNobodyReportsIt),
                             TEST(aRestartingWorkerTakesNothingOutOfForce)});
}
