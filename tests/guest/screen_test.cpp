// SPDX-License-Identifier: Apache-2.0
// diemcau-screen on the kernel's mode setting: what QEMU shows is what was drawn, whatever happens to the display.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>
#include <vector>

#include "maket/png.h"
#include "tests/guest/camera_bench.h"
#include "tests/guest/painter.h"
#include "tests/guest/screen_looks.h"
#include "tests/guest/screen_restarts.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/screen_room.h"
#include "tests/support/wait_for.h"

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using maket::Picture;
using maket::Size;

namespace {

void theDisplayShowsWhatWasDrawn() {
  ScreenRoom room("kms", kSize, kBound);
  const ScreenStatus first = begin(room);
  CHECK_EQ(first.rendered.pixels_sha256, sha256Of(shown()));
  CHECK_EQ("kms", first.output);
  CHECK(first.display_there.state == ProofState::Yes);
  const DisplayStatus& display = first.displays.at(0);
  CHECK_EQ("Virtual-1", display.connector);
  CHECK(display.connected && display.used);
  CHECK_EQ("QEMU Monitor", display.model);
  CHECK_EQ(640U, display.width);
  CHECK(display.refresh_hz > 50 && display.refresh_hz < 80);
  CHECK(first.conditions.empty());
  CHECK(std::filesystem::exists(room.run() / "screen.jpg"));

  room.plan(4, "ĐẠI HỘI");
  const ScreenStatus second = room.reportedVersion(4);
  CHECK(second.rendered.pixels_sha256 != first.rendered.pixels_sha256);
  CHECK_EQ(second.rendered.pixels_sha256, sha256Of(shown()));

  ScreenPlan blank = room.planOf(5, "");
  blank.screen.scene = Scene::Blank;
  room.plan(blank);
  (void)room.reportedVersion(5);
  CHECK(shown() == maket::filledPicture(kSize, 0, 0, 0));
  CHECK_EQ(ExitState{}, room.endScreen());
}

void aSizeThatTheDisplayLacksIsItsOwnInstead() {
  ScreenRoom room("kms", kSize, kBound);
  ScreenPlan plan = room.planOf(3, "HỘI NGHỊ");
  plan.screen.width = 1000;
  plan.screen.height = 562;
  room.plan(plan);
  room.startAgent();
  room.startScreen();
  const ScreenStatus status = room.reportedVersion(3);
  CHECK(holds(status, ConditionType::ScreenModeDiffers));
  CHECK_EQ(status.rendered.pixels_sha256, sha256Of(shown(kPreferred)));
  // Another size while it runs.
  room.plan(4, "HỘI NGHỊ");
  const ScreenStatus small = room.reportedVersion(4);
  CHECK(!holds(small, ConditionType::ScreenModeDiffers));
  CHECK_EQ(small.rendered.pixels_sha256, sha256Of(shown()));
}

void aDisplayThatIsPulledOutAndPutInAgain() {
  ScreenRoom room("kms", kSize, kBound);
  const Cables cables(room);
  const std::string drawn = begin(room).rendered.pixels_sha256;
  cables.pullOut();
  const auto without =
      room.reported([](const ScreenStatus& status) { return holds(status, ConditionType::ScreenNoDisplay); });
  CHECK(without.display_there.state == ProofState::No);
  CHECK(without.scanned_out.state == ProofState::No);
  CHECK(!without.displays.at(0).connected);
  // A plan that comes meanwhile is on the display when that is back.
  room.plan(4, "ĐẠI HỘI");
  (void)room.reported([](const ScreenStatus& status) { return status.config_version == 4; });
  cables.putIn();
  const ScreenStatus back = room.reportedVersion(4);
  CHECK(back.conditions.empty());
  CHECK(back.rendered.pixels_sha256 != drawn);
  CHECK_EQ(back.rendered.pixels_sha256, sha256Of(shown()));
}

void theSamePictureIsOnEveryDisplayOrOnTheChosenOne() {
  ScreenRoom room("kms", kSize, kBound);
  const Cables cables(room);
  (void)begin(room);
  cables.putIn(Cables::kSecond);
  const auto used = [](const ScreenStatus& status) {
    return std::ranges::count(status.displays, true, &DisplayStatus::used);
  };
  const ScreenStatus both = room.reported(
      [&](const ScreenStatus& status) { return status.scanned_out.state == ProofState::Yes && used(status) == 2; });
  CHECK_EQ(both.rendered.pixels_sha256, sha256Of(shown()));
  CHECK_EQ(both.rendered.pixels_sha256, sha256Of(shown(kSize, 1)));

  // The cable of one of them; the other one goes on.
  cables.pullOut(Cables::kSecond);
  const ScreenStatus one =
      room.reported([](const ScreenStatus& status) { return holds(status, ConditionType::ScreenNoDisplay); });
  CHECK(one.scanned_out.state == ProofState::Yes);
  CHECK(one.conditions.at(0).level == ConditionLevel::Error);
  CHECK(one.conditions.at(0).detail.contains("Virtual-2"));
  CHECK_EQ(both.rendered.pixels_sha256, sha256Of(shown()));
  cables.putIn(Cables::kSecond);
  (void)room.reported([&](const ScreenStatus& status) { return status.conditions.empty() && used(status) == 2; });

  ScreenPlan second = room.planOf(4, "ĐẠI HỘI");
  second.screen.connector = "Virtual-2";
  room.plan(second);
  const ScreenStatus chosen = room.reportedVersion(4);
  CHECK(!chosen.displays.at(0).used);
  CHECK(chosen.displays.at(1).used);
  CHECK(chosen.conditions.empty());
  CHECK_EQ(chosen.rendered.pixels_sha256, sha256Of(shown(kSize, 1)));
  cables.pullOut(Cables::kSecond);
  (void)room.reported([](const ScreenStatus& status) { return holds(status, ConditionType::ScreenNoDisplay); });
}

// Into the buffer that is scanned out: framebuffer, mode and planes stay as they are.
void whatAnotherProgramPaintsIntoOurBufferIsSeen() {
  ScreenRoom room("kms", kSize, kBound);
  const ScreenStatus before = begin(room);
  paintIntoScanOut(0x0000C000);
  const auto start = std::chrono::steady_clock::now();
  const ScreenStatus told =
      room.reported([](const ScreenStatus& status) { return holds(status, ConditionType::ScreenNotAsRendered); });
  std::printf("figure: painted into the buffer: told after %.1f s\n", secondsSince(start));
  CHECK(told.conditions.at(0).detail.starts_with("screen.another_picture: "));
  CHECK_EQ(before.pid, told.pid);
  (void)room.reportedVersion(3);
  CHECK_EQ(before.rendered.pixels_sha256, sha256Of(shown()));
  const ScreenStatus after = room.reported([](const ScreenStatus& status) { return status.conditions.empty(); });
  CHECK(after.scanned_out.state == ProofState::Yes);
}

// modetest takes the card in the moment in which the screen's program is not there, and paints its own picture.
void anotherProgramIsToldAndTheDisplayTakenBack() {
  ScreenRoom room("kms", kSize, kBound);
  const ScreenStatus before = begin(room);
  room.killScreen();
  std::string connector = inShell(room.dir(), "modetest -c | awk '/Virtual-1/ {print $1; exit}'");
  connector.resize(connector.find_last_not_of('\n') + 1);
  Process painter("sh", room.dir(), {.args = {"-c", "sleep 600 | modetest -s " + connector + ":640x480"}});
  CHECK(waitFor(kBound, [&] {
    const auto picture = maket::decodePng(screendump(), kSize);
    return picture && sha256Of(*picture) != before.rendered.pixels_sha256 &&
           *picture != maket::filledPicture(kSize, 0, 0, 0);
  }));
  room.startScreen();
  const auto taken = room.reported([&](const ScreenStatus& status) {
    return status.pid != before.pid && holds(status, ConditionType::ScreenTaken);
  });
  CHECK(taken.scanned_out.state == ProofState::No);
  painter.kill(SIGKILL);
  (void)inShell(room.dir(), "pkill -KILL modetest");
  const ScreenStatus after = room.reportedVersion(3);
  CHECK(!holds(after, ConditionType::ScreenTaken));
  CHECK_EQ(before.rendered.pixels_sha256, sha256Of(shown()));
}

// vivid's HDMI: a television at the input's end of the wire, the box at the output's, which has its address once the
// kernel's worker has connected both.
void aSleepingTelevisionIsFollowed() {
  ScreenRoom room("kms", kSize, kBound);
  const Driver vivid("vivid",
                     "load vivid n_devs=1 node_types=0x101 num_inputs=1 input_types=3 num_outputs=1 output_types=1; "
                     "vivid_set $(video_node vivid-000-vid-cap) hdmi_000_0_is_connected_to=2; "
                     "connected() { cec-ctl -d /dev/cec1 | grep -q 'Physical Address *: 1.0.0.0'; }; "
                     "within 10 connected || fail 'the wire has no output'; "
                     "cec-ctl -s -d /dev/cec0 --tv");
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus mute = room.reported([](const ScreenStatus& status) {
    return status.scanned_out.state == ProofState::Yes && status.display_awake.detail != "cec.not_asked";
  });
  std::printf("figure: without a follower: %s\n", mute.display_awake.detail.c_str());
  CHECK(mute.display_awake.state == ProofState::Unknown);
  CHECK_EQ("cec.not_told", mute.display_awake.detail);

  const Process television("cec-follower", room.dir(), {.args = {"-d", "/dev/cec0"}});
  (void)room.reported([](const ScreenStatus& status) { return status.display_awake.state == ProofState::Yes; });
  (void)inShell(room.dir(), "cec-ctl -s -d /dev/cec1 --to 0 --standby");
  const ScreenStatus asleep =
      room.reported([](const ScreenStatus& status) { return holds(status, ConditionType::ScreenAsleep); });
  CHECK(asleep.display_awake.state == ProofState::No);
  CHECK(asleep.scanned_out.state == ProofState::Yes);
  (void)inShell(room.dir(), "cec-ctl -s -d /dev/cec1 --to 0 --image-view-on");
  const ScreenStatus awake =
      room.reported([](const ScreenStatus& status) { return status.display_awake.state == ProofState::Yes; });
  CHECK(awake.conditions.empty());
}

// Of one share of both in all of its pixels: no picture that is half one, half the other.
bool isBlend(const Picture& from, const Picture& to, const Picture& found) {
  constexpr int kFar = 64;  // between the two, to tell a share by
  constexpr double kSlack = 0.03;
  double least = 1;
  double most = 0;
  for (std::size_t at = 0; at < found.pixels.size(); ++at) {
    const int way = to.pixels[at] - from.pixels[at];
    if (std::abs(way) < kFar) continue;
    const double share = static_cast<double>(found.pixels[at] - from.pixels[at]) / way;
    least = std::min(least, share);
    most = std::max(most, share);
  }
  return most - least <= kSlack;
}

void theUrgentLineIsThereWithinAFrame() {
  ScreenRoom room("kms", kSize, kBound);
  (void)begin(room);
  const Picture without = shown();
  ScreenPlan urgent = room.planOf(4, "HỘI NGHỊ");
  urgent.screen.overlay = "Hội nghị bắt đầu lại lúc 10 giờ 30";
  room.plan(urgent);
  Picture now;
  CHECK(waitFor(kBound, [&] { return (now = shown()) != without; }));
  const ScreenStatus status = room.reportedVersion(4);
  CHECK_EQ(status.rendered.pixels_sha256, sha256Of(now));
  CHECK_EQ(urgent.screen.overlay, status.rendered.lines.back());
}

// Looked at when it happens to be: each picture is one of two scenes, or one share of both.
void scenesSwitchWithoutATornPictureWheneverOneLooks() {
  ScreenRoom room("kms", kSize, kBound);
  (void)begin(room);
  constexpr unsigned kSeed = 20220715;
  std::mt19937 random(kSeed);
  Picture before = shown();
  int between = 0;
  for (std::uint64_t version = 4; version < 10; ++version) {
    ScreenPlan plan = room.planOf(version, version % 2 == 0 ? "ĐẠI HỘI" : "HỘI NGHỊ");
    if (version % 3 == 0) plan.screen.scene = Scene::Blank;
    plan.screen.fade_ms = version % 2 == 0 ? 0 : 1000;
    room.plan(plan);
    std::vector<Picture> seen;
    for (int dump = 0; dump < 4; ++dump) {
      std::this_thread::sleep_for(std::chrono::milliseconds(random() % 400));  // the random moment
      seen.push_back(shown());
    }
    (void)room.reportedVersion(version);
    const Picture after = shown();
    CHECK(before != after);
    for (const Picture& one : seen) {
      CHECK(isBlend(before, after, one));
      if (one != before && one != after) ++between;
    }
    before = after;
  }
  std::printf("figure: %d of 24 pictures seen between two scenes\n", between);
}

void scenesFadeWithoutAHalfDrawnPicture() {
  ScreenRoom room("kms", kSize, kBound);
  (void)begin(room);
  const Picture maket = shown();
  ScreenPlan blank = room.planOf(4, "");
  blank.screen.scene = Scene::Blank;
  blank.screen.fade_ms = 2000;
  room.plan(blank);
  const Picture black = maket::filledPicture(kSize, 0, 0, 0);
  int between = 0;
  CHECK(waitFor(kBound, [&] {
    const Picture now = shown();
    CHECK(isBlend(maket, black, now));
    if (now != maket && now != black) ++between;
    return now == black;
  }));
  std::printf("figure: %d pictures seen while it faded\n", between);
  CHECK(between > 0);
  (void)room.reportedVersion(4);
}

}  // namespace

int main() {
  // Anywhere else it would take over the display of whoever starts it.
  if (!std::filesystem::exists("/run/guest")) {
    std::puts("skipped: this is not the guest (tests/guest/run)");
    return 77;
  }
  return diemcau::test::run(
      {TEST(theDisplayShowsWhatWasDrawn), TEST(aSizeThatTheDisplayLacksIsItsOwnInstead),
       TEST(aDisplayThatIsPulledOutAndPutInAgain), TEST(theSamePictureIsOnEveryDisplayOrOnTheChosenOne),
       TEST(whatAnotherProgramPaintsIntoOurBufferIsSeen), TEST(aKilledScreenIsBackWithThePicture),
       TEST(aDisplayIsNeverDarkWhileItsScreenIsStartedAgain), TEST(aDisplayKeepsItsPictureWhileTheAgentIsAwayToo),
       TEST(whatHappensToADisplayMeanwhileIsSeenByTheNextScreen), TEST(anotherProgramIsToldAndTheDisplayTakenBack),
       TEST(aSleepingTelevisionIsFollowed), TEST(theUrgentLineIsThereWithinAFrame),
       TEST(scenesFadeWithoutAHalfDrawnPicture), TEST(scenesSwitchWithoutATornPictureWheneverOneLooks)});
}
