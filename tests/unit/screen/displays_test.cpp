// SPDX-License-Identifier: Apache-2.0
// Displays that are not as planned: none, another size, taken by another program, another one than before.
#include <algorithm>

#include "daemon/screen/cec/adapter.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/screen/screen_bench.h"

using diemcau::ConditionLevel;
using diemcau::ConditionType;
using diemcau::DisplayStatus;
using diemcau::Error;
using diemcau::ProofState;
using diemcau::ScreenPlan;
using diemcau::writeScreenPlan;
using diemcau::maket::Size;
using diemcau::test::conferencePlan;
using diemcau::test::ScreenBench;
using namespace std::chrono_literals;

namespace {

const Error kNothingThere{"kms", diemcau::screen::kNoDisplay, "nothing at HDMI-A-1"};
const Error kHeldByAnother{"kms", diemcau::screen::kTaken, ""};

void showConference(ScreenBench& bench) { bench.screen.takePlan(writeScreenPlan(conferencePlan(5))); }

void aRoomWithoutADisplayIsToldSoAndItsProgramGoesOn() {
  ScreenBench bench;
  bench.display.failure = kNothingThere;
  bench.display.fresh = true;
  showConference(bench);
  CHECK_EQ("kms.no_display: nothing at HDMI-A-1", bench.detailOf(ConditionType::ScreenNoDisplay).value_or(""));
  CHECK(!bench.detailOf(ConditionType::ScreenOutputFailed));
  CHECK(!bench.detailOf(ConditionType::ScreenNotAsRendered));
  CHECK(bench.last().scanned_out.state == ProofState::No);
  for (int i = 0; i < 5; ++i) bench.tick();
  // A program that is restarted finds no display either.
  CHECK_EQ(6, bench.settled);
}

void aDisplayThatIsPluggedInShowsThePictureAtOnce() {
  ScreenBench bench;
  bench.display.failure = kNothingThere;
  bench.display.fresh = true;
  showConference(bench);
  bench.display.failure.reset();
  bench.screen.plugged();
  CHECK_EQ(1, bench.display.replugged);
  CHECK_EQ(1, bench.display.shown);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
  CHECK(bench.last().conditions.empty());
}

// Neither that the display is gone and shows the picture, nor the other way round.
void noReportContradictsItselfWhenADisplayIsPulledOut() {
  ScreenBench bench;
  DisplayStatus display;
  display.connector = "HDMI-A-1";
  display.connected = display.used = true;
  bench.display.displays = {display};
  showConference(bench);
  bench.display.displays[0].connected = bench.display.displays[0].used = false;
  bench.display.failure = kNothingThere;
  bench.display.fresh = true;
  bench.published.clear();
  bench.tick();
  CHECK(!bench.published.empty());
  for (const auto& report : bench.published) {
    CHECK(report.scanned_out.state == ProofState::No);
    CHECK(!report.displays.at(0).connected);
    CHECK(std::ranges::contains(report.conditions, ConditionType::ScreenNoDisplay, &diemcau::Condition::type));
  }
}

void aDisplayThatCameBackIsNoFault() {
  ScreenBench bench;
  showConference(bench);
  bench.display.fresh = true;  // pulled out and put in within a second
  bench.tick();
  CHECK_EQ(2, bench.display.shown);
  CHECK(bench.last().conditions.empty());
}

void anotherProgramOnTheDisplayIsToldAsThat() {
  ScreenBench bench;
  showConference(bench);
  bench.display.failure = kHeldByAnother;
  bench.display.fresh = true;
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenTaken).has_value());
  CHECK(!bench.detailOf(ConditionType::ScreenOutputFailed));
  bench.display.failure.reset();
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenTaken));
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
}

void oneTroubleReplacesTheOther() {
  ScreenBench bench;
  bench.display.fresh = true;
  bench.display.failure = kHeldByAnother;
  showConference(bench);
  bench.display.failure = kNothingThere;
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenTaken));
  CHECK(bench.detailOf(ConditionType::ScreenNoDisplay).has_value());
}

void theSceneIsDrawnInTheSizeThatTheDisplayHas() {
  ScreenBench bench;
  bench.display.own = Size{640, 480};
  showConference(bench);
  CHECK_EQ(640U, bench.last().rendered.width);
  CHECK_EQ(480U, bench.last().rendered.height);
  CHECK_EQ("640x480, not 320x180", bench.detailOf(ConditionType::ScreenModeDiffers).value_or(""));
  CHECK(bench.last().rendered.overflow.empty());
}

void anotherDisplayOfAnotherSizeIsDrawnForAnew() {
  ScreenBench bench;
  showConference(bench);
  bench.display.own = Size{320, 240};
  bench.display.fresh = true;
  bench.tick();
  CHECK_EQ(240U, bench.last().rendered.height);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
  bench.display.own.reset();
  bench.tick();
  CHECK_EQ(180U, bench.last().rendered.height);
  CHECK(!bench.detailOf(ConditionType::ScreenModeDiffers));
}

void thePlanNamesTheConnector() {
  ScreenBench bench;
  ScreenPlan plan = conferencePlan(5);
  plan.screen.connector = "HDMI-A-2";
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK_EQ("HDMI-A-2", bench.display.wished.connector);
  CHECK(bench.display.wished.size == (Size{320, 180}));
}

void oneSceneFadesIntoTheNextAsPlanned() {
  ScreenBench bench;
  showConference(bench);
  CHECK(bench.display.faded == 0ms);
  ScreenPlan plan = conferencePlan(6);
  plan.screen.fade_ms = 400;
  plan.screen.maket->heading = "ĐẠI HỘI";
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK(bench.display.faded == 400ms);
  CHECK(bench.display.faded_from_before);
  // What is put right is put right at once.
  bench.display.there = diemcau::maket::filledPicture({320, 180}, 0, 0, 255);
  bench.display.touched = true;
  bench.tick();
  CHECK_EQ(3, bench.display.shown);
  CHECK(bench.display.faded == 0ms);
}

DisplayStatus display(const char* connector, bool there, const char* model = "TV") {
  DisplayStatus display;
  display.connector = connector;
  display.connected = display.used = there;
  display.model = there ? model : "";
  return display;
}

void oneOfTwoDisplaysThatWasPulledOutIsNamed() {
  ScreenBench bench;
  bench.display.displays = {display("HDMI-A-1", true), display("HDMI-A-2", true)};
  showConference(bench);
  CHECK(bench.last().conditions.empty());
  bench.display.displays[1] = display("HDMI-A-2", false);
  bench.tick();
  const auto told = bench.last().conditions;
  CHECK_EQ(1U, told.size());
  CHECK(told[0].type == ConditionType::ScreenNoDisplay);
  CHECK(told[0].level == ConditionLevel::Error);
  CHECK_EQ("nothing at HDMI-A-2 any more, where TV was", told[0].detail);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
  // What is painted over the other one meanwhile is told as well.
  bench.display.there = diemcau::maket::filledPicture({320, 180}, 0, 0, 255);
  bench.display.touched = true;
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenNotAsRendered).has_value());
  bench.display.displays[1] = display("HDMI-A-2", true);
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenNoDisplay));
}

void withoutAnyDisplayItIsCriticalAndNotTwice() {
  ScreenBench bench;
  bench.display.displays = {display("HDMI-A-1", true), display("HDMI-A-2", true)};
  showConference(bench);
  bench.display.displays = {display("HDMI-A-1", false), display("HDMI-A-2", false)};
  bench.display.failure = kNothingThere;
  bench.display.fresh = true;
  bench.tick();
  CHECK_EQ(1U, bench.last().conditions.size());
  CHECK(bench.last().conditions[0].level == ConditionLevel::Critical);
  bench.display.displays[0] = display("HDMI-A-1", true);
  bench.display.failure.reset();
  bench.tick();
  CHECK_EQ(1U, bench.last().conditions.size());
  CHECK(bench.last().conditions[0].level == ConditionLevel::Error);
}

void aDisplayThatWasNeverThereIsNotMissed() {
  ScreenBench bench;
  bench.display.displays = {display("HDMI-A-1", true), display("HDMI-A-2", false)};
  showConference(bench);
  bench.tick();
  CHECK(bench.last().conditions.empty());
}

void oneThatCameToAnotherConnectorIsNotMissed() {
  ScreenBench bench;
  bench.display.displays = {display("HDMI-A-1", true, "TV"), display("HDMI-A-2", true, "Projector"),
                            display("DP-1", false)};
  showConference(bench);
  bench.display.displays[1] = display("HDMI-A-2", false);
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenNoDisplay).has_value());
  bench.display.displays[2] = display("DP-1", true, "Monitor");
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenNoDisplay).has_value());
  bench.display.displays[2] = display("DP-1", false);
  bench.tick();
  bench.display.displays[2] = display("DP-1", true, "Projector");
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenNoDisplay));
}

void onesThatThePlanNoLongerWishesAreNotMissed() {
  ScreenBench bench;
  bench.display.displays = {display("HDMI-A-1", true), display("HDMI-A-2", true)};
  showConference(bench);
  bench.display.displays[1] = display("HDMI-A-2", false);
  bench.tick();
  CHECK(bench.detailOf(ConditionType::ScreenNoDisplay).has_value());
  ScreenPlan plan = conferencePlan(6);
  plan.screen.connector = "HDMI-A-1";
  bench.screen.takePlan(writeScreenPlan(plan));
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenNoDisplay));
}

void aDisplayThatSleepsIsToldWithinASecond() {
  ScreenBench bench;
  showConference(bench);
  bench.display.awake = ProofState::Yes;
  bench.tick();
  CHECK(bench.last().display_awake.state == ProofState::Yes);
  const auto since = bench.last().display_awake.since;
  bench.display.awake = ProofState::No;
  bench.tick();
  CHECK(bench.last().display_awake.state == ProofState::No);
  CHECK(bench.last().display_awake.since > since);
  CHECK_EQ("CEC: fake", bench.detailOf(ConditionType::ScreenAsleep).value_or(""));
  // One that has stopped to answer is no sleeper.
  bench.display.awake = ProofState::Unknown;
  bench.tick();
  CHECK(!bench.detailOf(ConditionType::ScreenAsleep));
  CHECK_EQ(1, bench.display.shown);
}

void whatADisplaySaysOfItsPower() {
  CHECK(diemcau::screen::powerIn(0).awake == ProofState::Yes);
  CHECK(diemcau::screen::powerIn(1).awake == ProofState::No);
  CHECK(diemcau::screen::powerIn(2).awake == ProofState::Yes);
  CHECK(diemcau::screen::powerIn(3).awake == ProofState::No);
  CHECK(diemcau::screen::powerIn(4).awake == ProofState::Unknown);
}

void aPictureHalfwayHasSomethingOfBoth() {
  const Size size{64, 64};
  const auto black = diemcau::maket::filledPicture(size, 0, 0, 0);
  const auto red = diemcau::maket::filledPicture(size, 200, 0, 0);
  auto between = black;
  diemcau::maket::blend(black, red, 0.5, between);
  CHECK(between == diemcau::maket::filledPicture(size, 100, 0, 0));
  diemcau::maket::blend(black, red, 0, between);
  CHECK(between == black);
  diemcau::maket::blend(black, red, 1, between);
  CHECK(between == red);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aRoomWithoutADisplayIsToldSoAndItsProgramGoesOn), TEST(aDisplayThatIsPluggedInShowsThePictureAtOnce),
       TEST(noReportContradictsItselfWhenADisplayIsPulledOut), TEST(aDisplayThatCameBackIsNoFault),
       TEST(anotherProgramOnTheDisplayIsToldAsThat), TEST(oneTroubleReplacesTheOther),
       TEST(theSceneIsDrawnInTheSizeThatTheDisplayHas), TEST(anotherDisplayOfAnotherSizeIsDrawnForAnew),
       TEST(thePlanNamesTheConnector), TEST(oneOfTwoDisplaysThatWasPulledOutIsNamed),
       TEST(withoutAnyDisplayItIsCriticalAndNotTwice), TEST(aDisplayThatWasNeverThereIsNotMissed),
       TEST(oneThatCameToAnotherConnectorIsNotMissed), TEST(onesThatThePlanNoLongerWishesAreNotMissed),
       TEST(oneSceneFadesIntoTheNextAsPlanned), TEST(aDisplayThatSleepsIsToldWithinASecond),
       TEST(whatADisplaySaysOfItsPower), TEST(aPictureHalfwayHasSomethingOfBoth)});
}
