// SPDX-License-Identifier: Apache-2.0
// One change for many rooms goes on only while the rooms that have it are well.
#include "centre/fleet/rollout.h"

#include <algorithm>
#include <map>
#include <string>

#include "centre/fleet/body_patch.h"
#include "centre/fleet/rollout_record.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using namespace std::chrono_literals;
using test::FakeClock;

ConfigStatus running(std::uint64_t version) {
  ConfigStatus config;
  config.version = version;
  return config;
}

ConfigStatus onTrial() {
  ConfigStatus config = running(2);
  config.on_trial = true;
  return config;
}

ConfigStatus refusing() {
  ConfigStatus config = running(1);
  config.refused = RefusedConfig{2, "config_frozen", "", {}};
  return config;
}

ConfigStatus rolledBack() {
  ConfigStatus config = running(1);
  config.rolled_back = RefusedConfig{2, "stream_stopped", "", {}};
  return config;
}

// Rooms that are online with version 1, and a rollout of version 2 to all of them.
class Hall {
 public:
  explicit Hall(std::size_t rooms, std::size_t first, std::size_t most_failures)
      : rollout(targets(rooms), {.wave = first, .most_failures = most_failures}) {
    for (std::size_t i = 0; i < rooms; ++i) {
      fleet.setDesired(fleet.add(test::sampleEndpoint(idOf(i))), test::sampleConfig(1, clock.now().wall, idOf(i)));
    }
    // No stream comes from them, which is wrong before and after.
    for (int second = 0; second < 7; ++second) {
      for (std::size_t i = 0; i < rooms; ++i) report(i, running(1));
      clock.advance(1s);
    }
  }

  static std::string idOf(std::size_t index) { return "box-" + std::to_string(index); }

  void report(std::size_t index, ConfigStatus config, std::vector<Condition> conditions = {}) {
    Status status = test::sampleStatus(++seq_, config.version);
    status.endpoint = idOf(index);
    status.observed_at = clock.now().wall;
    status.config = std::move(config);
    status.conditions = std::move(conditions);
    said_[index] = status.config;
    Endpoint& endpoint = *fleet.find(idOf(index));
    fleet.observe(
        endpoint, status,
        {status.endpoint, status.boot_id, status.seq, status.observed_at, status.observed_at, writeStatus(status)});
  }
  // Pushes version 2 to those whose turn it is; which ones.
  std::vector<std::size_t> push() {
    const auto due = rollout.due(fleet, clock.now());
    for (const std::size_t index : due) {
      Endpoint& endpoint = *fleet.find(idOf(index));
      fleet.setDesired(endpoint, test::sampleConfig(2, clock.now().wall, idOf(index)));
      RolloutTarget target = rollout.pushing(index, endpoint, clock.now());
      target.version = 2;
      rollout.pushed(index, std::move(target));
    }
    return due;
  }
  // These rooms say that, once a second, and the others what they said before.
  void pass(std::chrono::seconds time, const ConfigStatus& config, std::initializer_list<std::size_t> rooms) {
    for (std::chrono::seconds gone{}; gone < time; ++gone) {
      clock.advance(1s);
      for (const std::size_t room : rooms) said_[room] = config;
      for (const auto& [room, said] : std::map(said_)) report(room, said);
      rollout.look(fleet, clock.now());
    }
  }
  [[nodiscard]] RolloutStep step(std::size_t index) const { return rollout.targets()[index].step; }

  FakeClock clock;
  Fleet fleet{clock};
  Rollout rollout;

 private:
  static std::vector<RolloutTarget> targets(std::size_t count) {
    std::vector<RolloutTarget> made(count);
    for (std::size_t i = 0; i < count; ++i) {
      made[i].endpoint = idOf(i);
      made[i].before = test::sampleBody();
      made[i].after = test::sampleBody();
    }
    return made;
  }
  std::uint64_t seq_ = 0;
  std::map<std::size_t, ConfigStatus> said_;
};

using Indices = std::vector<std::size_t>;
const ConfigStatus kGood = running(2);

void wavesGrowWhileAllIsWell() {
  Hall hall(7, 1, 0);
  CHECK(hall.push() == Indices{0});
  CHECK(hall.push().empty());  // not decided yet
  hall.pass(2s, onTrial(), {0});
  CHECK(hall.step(0) == RolloutStep::OnTrial);
  hall.pass(6s, kGood, {0, 1, 2, 3, 4, 5, 6});
  CHECK(hall.step(0) == RolloutStep::Committed);
  CHECK(hall.push() == (Indices{1, 2}));
  hall.pass(6s, kGood, {0, 1, 2, 3, 4, 5, 6});
  CHECK(hall.push() == (Indices{3, 4, 5, 6}));
  CHECK(hall.rollout.state() == RolloutState::Running);
  hall.pass(6s, kGood, {0, 1, 2, 3, 4, 5, 6});
  CHECK(hall.rollout.state() == RolloutState::Done);
}

void aRoomThatGoesBackStopsIt() {
  Hall hall(3, 1, 0);
  hall.push();
  hall.report(0, rolledBack());
  hall.pass(1s, rolledBack(), {0});
  CHECK(hall.step(0) == RolloutStep::RolledBack);
  CHECK_EQ(std::string("stream_stopped"), hall.rollout.targets()[0].detail);
  CHECK(hall.rollout.state() == RolloutState::Stopped);
  CHECK(hall.push().empty());
  CHECK(hall.rollout.toUndo().empty());  // it has undone it itself
}

void aRefusalStopsIt() {
  Hall hall(2, 1, 0);
  hall.push();
  hall.pass(1s, refusing(), {0});
  CHECK(hall.step(0) == RolloutStep::Refused);
  CHECK(hall.rollout.state() == RolloutState::Stopped);
}

// Whose version nobody knows: its signature does not hold.
ConfigStatus refusingUnknown(Timestamp at) {
  ConfigStatus config = running(1);
  config.refused = RefusedConfig{0, "config_signature", "", at};
  return config;
}

void aRefusalOfAnUnknownVersionStopsItAtOnce() {
  Hall hall(2, 1, 0);
  hall.push();
  hall.pass(1s, refusingUnknown(hall.clock.now().wall), {0});
  CHECK(hall.step(0) == RolloutStep::Refused);
  CHECK_EQ(std::string("config_signature"), hall.rollout.targets()[0].detail);
  CHECK(hall.rollout.state() == RolloutState::Stopped);
}

void aRefusalFromBeforeIsNotTakenForOneOfThis() {
  Hall hall(2, 1, 0);
  const ConfigStatus before = refusingUnknown(hall.clock.now().wall);
  hall.report(0, before);
  hall.push();
  hall.pass(3s, before, {0});
  CHECK(hall.step(0) == RolloutStep::Pushed);
  hall.pass(6s, kGood, {0});
  CHECK(hall.step(0) == RolloutStep::Committed);
}

void aRefusalThatStandsIsOneOfThisTooInTheEnd() {
  Hall hall(2, 1, 0);
  const ConfigStatus before = refusingUnknown(hall.clock.now().wall);
  hall.report(0, before);
  hall.push();
  hall.pass(Rollout::kRefusalStands - 1s, before, {0});
  CHECK(hall.step(0) == RolloutStep::Pushed);
  hall.pass(1s, before, {0});
  CHECK(hall.step(0) == RolloutStep::Refused);
}

// As after a restart of the centre.
void comeBack(Hall& hall) {
  const RolloutRecord record = recordOf(hall.rollout);
  hall.rollout = NEED(rolloutFrom(record, hall.fleet, hall.clock.now()));
}

void whatIsStoredGoesOnWhereItWas() {
  Hall hall(7, 1, 0);
  hall.push();
  hall.pass(6s, kGood, {0});
  CHECK(hall.push() == (Indices{1, 2}));
  hall.pass(2s, onTrial(), {1, 2});
  comeBack(hall);
  CHECK(hall.step(0) == RolloutStep::Committed && hall.step(1) == RolloutStep::OnTrial);
  CHECK(hall.push().empty());
  hall.pass(6s, kGood, {1, 2});
  comeBack(hall);
  CHECK(hall.push() == (Indices{3, 4, 5, 6}));
  hall.rollout.stop();
  comeBack(hall);
  CHECK(hall.rollout.state() == RolloutState::Stopped);
  CHECK(hall.rollout.toUndo() == (Indices{0, 1, 2, 3, 4, 5, 6}));
}

void theTimeThatTheCentreWasAwayIsNobodysFault() {
  Hall hall(2, 1, 0);
  hall.push();
  hall.pass(90s, running(1), {0});
  hall.clock.advance(10min);
  comeBack(hall);
  hall.rollout.look(hall.fleet, hall.clock.now());
  CHECK(hall.step(0) == RolloutStep::Pushed);
  hall.pass(6s, kGood, {0});
  CHECK(hall.step(0) == RolloutStep::Committed);
}

// What is known of it is from before the centre was stopped.
void aRoomThatIsNotBackYetIsWaitedFor() {
  Hall hall(2, 1, 0);
  hall.push();
  hall.report(0, kGood);
  hall.clock.advance(10min);
  hall.fleet.tick();
  comeBack(hall);
  for (int second = 0; second < 60; ++second) {
    hall.clock.advance(1s);
    hall.rollout.look(hall.fleet, hall.clock.now());
  }
  CHECK(hall.step(0) == RolloutStep::Pushed);
  hall.pass(6s, kGood, {0});
  CHECK(hall.step(0) == RolloutStep::Committed);
}

// It ended between two pushes of a wave.
void whoWasDueAndNotPushedToIsDueAgain() {
  Hall hall(3, 2, 0);
  CHECK(hall.rollout.due(hall.fleet, hall.clock.now()) == (Indices{0, 1}));
  comeBack(hall);
  CHECK(hall.push() == (Indices{0, 1}));
  hall.pass(6s, kGood, {0, 1});
  CHECK(hall.push() == Indices{2});
}

// A centre that was away for a minute has heard nobody when it is back; the rooms are not away for that.
void roomsThatWereNotHeardYetAreNotTakenForAway() {
  Hall hall(3, 2, 0);
  CHECK(hall.rollout.due(hall.fleet, hall.clock.now()) == (Indices{0, 1}));
  hall.clock.advance(60s);
  hall.fleet.tick();
  comeBack(hall);
  CHECK(hall.push().empty());
  hall.pass(2s, running(1), {0, 1, 2});
  CHECK(hall.push() == (Indices{0, 1}));
  hall.rollout.look(hall.fleet, hall.clock.now());
  CHECK(hall.step(0) == RolloutStep::Pushed && hall.step(1) == RolloutStep::Pushed);
}

void aRoomThatStaysAwayAfterARestartHoldsNobodyUpForLong() {
  Hall hall(3, 3, 0);
  hall.clock.advance(60s);
  hall.fleet.tick();
  comeBack(hall);
  for (auto waited = 0s; waited < Rollout::kHeardWithin; waited += 1s) {
    hall.report(0, running(1));
    hall.report(1, running(1));
    CHECK(hall.push().empty());
    hall.clock.advance(1s);
  }
  CHECK(hall.push() == (Indices{0, 1, 2}));
  hall.rollout.look(hall.fleet, hall.clock.now());
  CHECK(hall.step(0) == RolloutStep::Pushed && hall.step(2) == RolloutStep::Away);
}

void aRecordOfALaterReleaseIsNotGuessedAt() {
  Hall hall(2, 1, 0);
  RolloutRecord record = recordOf(hall.rollout);
  record.targets[1].state.step = "teleported";
  CHECK_EQ(std::string("rollout.record_unknown: 1"),
           rolloutFrom(record, hall.fleet, hall.clock.now()).error().describe());
}

void asManyFailuresAsAllowedDoNotStopIt() {
  Hall hall(4, 2, 1);
  hall.push();
  hall.pass(6s, kGood, {0});
  hall.pass(1s, refusing(), {1});
  CHECK(hall.push() == (Indices{2, 3}));
  hall.pass(1s, refusing(), {2});
  CHECK(hall.rollout.state() == RolloutState::Stopped);
  CHECK(hall.rollout.toUndo() == (Indices{0, 3}));
}

void aRoomThatSaysNothingIsNotWaitedForForEver() {
  Hall hall(2, 1, 0);
  hall.push();
  hall.pass(99s, running(1), {0});
  CHECK(hall.step(0) == RolloutStep::Pushed);
  hall.pass(1s, running(1), {0});
  CHECK(hall.step(0) == RolloutStep::TimedOut);
  CHECK(hall.rollout.toUndo() == Indices{0});
}

void aRoomThatIsAwayHoldsNobodyUp() {
  Hall hall(2, 1, 0);
  hall.clock.advance(60s);
  hall.fleet.tick();
  hall.report(1, running(1));
  hall.push();
  hall.rollout.look(hall.fleet, hall.clock.now());
  CHECK(hall.step(0) == RolloutStep::Away);
  CHECK(hall.push() == Indices{1});
}

void whatIsNewlyWrongIsAFailure() {
  Hall hall(2, 1, 0);
  const Condition before = makeCondition(ConditionType::CameraMissing, {});
  hall.report(0, running(1), {before});
  hall.push();
  for (int second = 0; second < 31; ++second) {
    hall.clock.advance(1s);
    hall.report(0, kGood, {before, makeCondition(ConditionType::ScreenTextOverflow, {})});
    hall.rollout.look(hall.fleet, hall.clock.now());
  }
  CHECK(hall.step(0) == RolloutStep::Unhealthy);
  CHECK_EQ(std::string("screen_text_overflow"), hall.rollout.targets()[0].detail);
}

void whatWasWrongBeforeIsNone() {
  Hall hall(1, 1, 0);
  const Condition before = makeCondition(ConditionType::CameraMissing, {});
  hall.report(0, running(1), {before});
  hall.push();
  for (int second = 0; second < 7; ++second) {
    hall.clock.advance(1s);
    hall.report(0, kGood, {before});
    hall.rollout.look(hall.fleet, hall.clock.now());
  }
  CHECK(hall.rollout.state() == RolloutState::Done);
}

void somebodysNewerVersionIsLeftAlone() {
  Hall hall(1, 1, 0);
  hall.push();
  hall.fleet.setDesired(*hall.fleet.find("box-0"), test::sampleConfig(3, hall.clock.now().wall, "box-0"));
  hall.pass(1s, running(3), {0});
  CHECK(hall.step(0) == RolloutStep::Superseded);
  CHECK(hall.rollout.toUndo().empty());
}

// What was signed for it elsewhere is of no use any more.
void aRoomThatWasOvertakenIsLeftOut() {
  Hall hall(4, 1, 0);
  hall.rollout.overtaken(0, "2, the next is 3");
  CHECK(hall.push() == Indices{1});
  hall.pass(6s, kGood, {1});
  CHECK(hall.push() == (Indices{2, 3}));
  hall.rollout.overtaken(3, "2, the next is 3");
  hall.pass(6s, kGood, {2});
  CHECK(hall.rollout.state() == RolloutState::Done);
  CHECK(hall.rollout.toUndo() == (Indices{1, 2}));
  CHECK_EQ(std::string("overtaken"), std::string(nameOf(hall.step(0))));
}

void stoppedByHand() {
  Hall hall(3, 1, 0);
  hall.push();
  hall.pass(6s, kGood, {0});
  hall.rollout.stop();
  CHECK(hall.rollout.state() == RolloutState::Stopped);
  CHECK(hall.push().empty());
  CHECK(hall.rollout.toUndo() == Indices{0});
}

const PatchVariables kRoom{{"site.code", "79"}, {"site.name", "Thành phố Hồ Chí Minh"}, {"chair", "Đồng chí A"}};

void aPatchChangesWhatItNamesAndNothingElse() {
  const ConfigBody before = test::sampleBody();
  const ConfigBody after = NEED(patchedBody(
      before,
      R"({"screen":{"maket":{"heading":"${site.name}: ${chair}","title":["MỘT","HAI"]}},"microphone":{"muted":true}})",
      kRoom));
  ConfigBody expected = before;
  expected.screen.maket->heading = "Thành phố Hồ Chí Minh: Đồng chí A";
  expected.screen.maket->title = {"MỘT", "HAI"};
  expected.microphone.muted = true;
  CHECK(after == expected);
}

void aPatchTakesAwayWithNull() {
  ConfigBody before = test::sampleBody();
  before.recording = RecordingConfig{};
  CHECK(!NEED(patchedBody(before, R"({"recording":null})", kRoom)).recording);
}

void whatAPatchMayNotDo() {
  const auto error = [](std::string_view patch) {
    const auto body = patchedBody(test::sampleBody(), patch, kRoom);
    CHECK(!body);
    return std::string(body.error().code) + " " + body.error().context;
  };
  CHECK_EQ(std::string("value_unknown /site"), error(R"({"site":{"name":"X"}})"));
  CHECK_EQ(std::string("value_unknown /uplink"), error(R"({"uplink":null})"));
  CHECK_EQ(std::string("variable_missing ${guest}"), error(R"({"screen":{"maket":{"heading":"${guest}"}}})"));
  CHECK(error(R"({"video":{"fps":1000}})").starts_with("value_out_of_range /video/fps"));
  CHECK(error("[]").starts_with("member_type"));
  CHECK(error("{").starts_with("not_json"));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(wavesGrowWhileAllIsWell),
                             TEST(aRoomThatGoesBackStopsIt),
                             TEST(aRefusalStopsIt),
                             TEST(aRefusalOfAnUnknownVersionStopsItAtOnce),
                             TEST(aRefusalFromBeforeIsNotTakenForOneOfThis),
                             TEST(aRefusalThatStandsIsOneOfThisTooInTheEnd),
                             TEST(whatIsStoredGoesOnWhereItWas),
                             TEST(theTimeThatTheCentreWasAwayIsNobodysFault),
                             TEST(aRoomThatIsNotBackYetIsWaitedFor),
                             TEST(whoWasDueAndNotPushedToIsDueAgain),
                             TEST(roomsThatWereNotHeardYetAreNotTakenForAway),
                             TEST(aRoomThatStaysAwayAfterARestartHoldsNobodyUpForLong),
                             TEST(aRecordOfALaterReleaseIsNotGuessedAt),
                             TEST(asManyFailuresAsAllowedDoNotStopIt),
                             TEST(aRoomThatSaysNothingIsNotWaitedForForEver),
                             TEST(aRoomThatIsAwayHoldsNobodyUp),
                             TEST(whatIsNewlyWrongIsAFailure),
                             TEST(whatWasWrongBeforeIsNone),
                             TEST(somebodysNewerVersionIsLeftAlone),
                             TEST(aRoomThatWasOvertakenIsLeftOut),
                             TEST(stoppedByHand),
                             TEST(aPatchChangesWhatItNamesAndNothingElse),
                             TEST(aPatchTakesAwayWithNull),
                             TEST(whatAPatchMayNotDo)});
}
