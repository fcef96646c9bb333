// SPDX-License-Identifier: Apache-2.0
// The screen follows its plan and reports what it sees of it.
#include <algorithm>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/screen/screen_bench.h"

using diemcau::ProofState;
using diemcau::Scene;
using diemcau::ScreenPlan;
using diemcau::ScreenStatus;
using diemcau::writeScreenPlan;
using diemcau::test::conferencePlan;
using diemcau::test::ScreenBench;

namespace {

void aPlanIsShownAndProved() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  const ScreenStatus& status = bench.last();
  CHECK_EQ(std::uint64_t{5}, status.config_version);
  CHECK(status.scene == Scene::Maket);
  CHECK_EQ("fake", status.output);
  CHECK_EQ(4711U, status.pid);
  CHECK(status.scanned_out.state == ProofState::Yes);
  CHECK(status.display_there.state == ProofState::Unknown);
  CHECK_EQ(sha256Of(*bench.display.there), status.rendered.pixels_sha256);
  CHECK(std::ranges::contains(status.rendered.lines, "Thành phố Hồ Chí Minh, ngày 15 tháng 7 năm 2022"));
  CHECK(status.conditions.empty());
  CHECK_EQ(1, bench.settled);
}

void nothingIsClaimedBeforeAnythingIsShown() {
  const ScreenBench bench;
  const ScreenStatus status = bench.screen.status();
  CHECK(status.scanned_out.state == ProofState::Unknown);
  CHECK(!status.scanned_out.detail.empty());
  CHECK_EQ(std::uint64_t{0}, status.snapshot.seq);
  CHECK_EQ(0, bench.settled);
}

void theStatusIsAValidDocument() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  CHECK(NEED(diemcau::parseScreenStatus(writeScreenStatus(bench.last()))) == bench.last());
}

void withoutAPlanTheSetupSceneComes() {
  ScreenBench bench;
  bench.tick();
  CHECK(bench.last().scene == Scene::Setup);
  CHECK_EQ(std::uint64_t{0}, bench.last().config_version);
  CHECK(bench.last().scanned_out.state == ProofState::Yes);
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  CHECK(bench.last().scene == Scene::Maket);
}

void thePictureOfTheProcessBeforeIsNotReplacedBySetupWhileTheAgentIsAway() {
  ScreenBench bench;
  bench.display.inherited = true;
  for (int second = 0; second < 9; ++second) bench.tick();
  CHECK_EQ(0, bench.display.shown);
  CHECK(bench.screen.status().scanned_out.state == ProofState::Unknown);
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  CHECK_EQ(1, bench.display.shown);
  CHECK(bench.last().scene == Scene::Maket);

  ScreenBench alone;
  alone.display.inherited = true;
  for (int second = 0; second < 11; ++second) alone.tick();
  CHECK(alone.last().scene == Scene::Setup);
}

void anAgentWithoutAPlanChangesNothing() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  bench.screen.takePlan("");
  CHECK_EQ(std::uint64_t{5}, bench.screen.status().config_version);
  CHECK(bench.screen.status().conditions.empty());
}

void theSamePlanIsNotShownAgain() {
  ScreenBench bench;
  const std::string plan = writeScreenPlan(conferencePlan(5));
  bench.screen.takePlan(plan);
  bench.screen.takePlan(plan);
  CHECK_EQ(1, bench.display.shown);
}

void aNewVersionWithTheSameWordsIsNotShownAgain() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(1)));
  bench.screen.takePlan(writeScreenPlan(conferencePlan(2)));
  CHECK_EQ(1, bench.display.shown);
  CHECK_EQ(std::uint64_t{2}, bench.last().config_version);
  CHECK_EQ(std::uint64_t{1}, bench.last().snapshot.seq);
}

void aChangedLineIsANewPicture() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(1)));
  const std::string before = bench.last().rendered.pixels_sha256;
  ScreenPlan plan = conferencePlan(2);
  plan.screen.maket->title[1] = "TRIỂN KHAI NHIỆM VỤ NĂM 2023";
  bench.screen.takePlan(writeScreenPlan(plan));
  CHECK_EQ(2, bench.display.shown);
  CHECK(bench.last().rendered.pixels_sha256 != before);
  CHECK_EQ(std::uint64_t{2}, bench.last().snapshot.seq);
}

void aSnapshotIsThereToBeSent() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  CHECK(diemcau::test::readWhole(bench.dir / "screen.jpg").starts_with("\xFF\xD8\xFF"));
  CHECK(bench.last().snapshot.taken_at == bench.clock.wall());
}

void aStillPictureIsLookedAtAndNothingElse() {
  ScreenBench bench;
  bench.screen.takePlan(writeScreenPlan(conferencePlan(5)));
  const ScreenStatus before = bench.screen.status();
  for (int i = 0; i < 60; ++i) bench.tick();
  CHECK_EQ(1, bench.display.shown);
  CHECK(before == bench.screen.status());
  CHECK_EQ(61, bench.settled);
}

void scenesFollowThePlan() {
  ScreenBench bench;
  ScreenPlan plan = conferencePlan(2);
  for (const Scene scene : {Scene::Blank, Scene::Setup, Scene::Maket}) {
    plan.screen.scene = scene;
    bench.screen.takePlan(writeScreenPlan(plan));
    CHECK(bench.last().scene == scene);
    CHECK(bench.last().scanned_out.state == ProofState::Yes);
  }
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aPlanIsShownAndProved), TEST(nothingIsClaimedBeforeAnythingIsShown), TEST(theStatusIsAValidDocument),
       TEST(withoutAPlanTheSetupSceneComes), TEST(thePictureOfTheProcessBeforeIsNotReplacedBySetupWhileTheAgentIsAway),
       TEST(anAgentWithoutAPlanChangesNothing), TEST(theSamePlanIsNotShownAgain),
       TEST(aNewVersionWithTheSameWordsIsNotShownAgain), TEST(aChangedLineIsANewPicture),
       TEST(aSnapshotIsThereToBeSent), TEST(aStillPictureIsLookedAtAndNothingElse), TEST(scenesFollowThePlan)});
}
