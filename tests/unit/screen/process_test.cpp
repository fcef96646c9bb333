// SPDX-License-Identifier: Apache-2.0
// diemcau-screen as a process on a bus: shows what the agent plans and outlives the agent.
#include <chrono>
#include <filesystem>

#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/screen_room.h"
#include "tests/support/wait_for.h"

using diemcau::ProofState;
using diemcau::ScreenStatus;
using diemcau::test::ExitState;
using diemcau::test::ScreenRoom;

namespace {

constexpr diemcau::maket::Size kSize{640, 360};

// Of the picture in the file.
std::string shownHash(const ScreenRoom& room) {
  const auto picture = diemcau::maket::decodePng(diemcau::test::readWhole(room.run() / "screen.png"), kSize);
  return picture ? sha256Of(*picture) : picture.error().describe();
}

void theFileShowsThePlanAndTheReportSaysSo() {
  ScreenRoom room("file", kSize);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus first = room.reportedVersion(3);
  CHECK_EQ(first.rendered.pixels_sha256, shownHash(room));
  CHECK(std::filesystem::exists(room.run() / "screen.jpg"));
  room.plan(4, "ĐẠI HỘI");
  const ScreenStatus second = room.reportedVersion(4);
  CHECK(second.rendered.pixels_sha256 != first.rendered.pixels_sha256);
  CHECK_EQ(second.rendered.pixels_sha256, shownHash(room));
  CHECK_EQ(ExitState{}, room.endScreen());
}

void thePictureOutlivesTheAgent() {
  ScreenRoom room("file", kSize);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus before = room.reportedVersion(3);
  room.killAgent();
  // Still looked after: what is taken away comes back.
  std::filesystem::remove(room.run() / "screen.png");
  room.reported([](const ScreenStatus& s) { return !s.conditions.empty() && s.scanned_out.state == ProofState::Yes; });
  CHECK(diemcau::test::waitFor(std::chrono::seconds(20), [&] {
    return std::filesystem::exists(room.run() / "screen.png") && shownHash(room) == before.rendered.pixels_sha256;
  }));
  room.plan(4, "ĐẠI HỘI");
  room.startAgent();
  room.reportedVersion(4);
}

void aKilledScreenComesBackToThePlan() {
  ScreenRoom room("file", kSize);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus before = room.reportedVersion(3);
  room.killScreen();
  CHECK_EQ(before.rendered.pixels_sha256, shownHash(room));
  room.startScreen();
  const ScreenStatus after = room.reported([&](const ScreenStatus& s) {
    return s.pid != before.pid && s.config_version == 3 && s.scanned_out.state == ProofState::Yes;
  });
  CHECK_EQ(before.rendered.pixels_sha256, after.rendered.pixels_sha256);
}

void withoutAnAgentTheRoomIsToldToWait() {
  ScreenRoom room("file", kSize);
  room.startScreen();
  const ScreenStatus status =
      room.reported([](const ScreenStatus& s) { return s.scanned_out.state == ProofState::Yes; });
  CHECK(status.scene == diemcau::Scene::Setup);
  CHECK_EQ("Thiết bị đang khởi động", status.rendered.lines.front());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theFileShowsThePlanAndTheReportSaysSo), TEST(thePictureOutlivesTheAgent),
                             TEST(aKilledScreenComesBackToThePlan), TEST(withoutAnAgentTheRoomIsToldToWait)});
}
