// SPDX-License-Identifier: Apache-2.0
// diemcau-screen as a process on a bus: shows what the agent plans and outlives the agent.
#include <gio/gio.h>

#include <chrono>
#include <memory>

#include "contract/screen_plan.h"
#include "contract/screen_status.h"
#include "daemon/base/bus.h"
#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"
#include "tests/support/wait_for.h"

using namespace std::chrono_literals;
using diemcau::ProofState;
using diemcau::ScreenPlan;
using diemcau::ScreenStatus;
using diemcau::test::ExitState;
using diemcau::test::Process;

namespace {

constexpr auto kBound = 20s;
constexpr diemcau::maket::Size kSize{640, 360};

// A bus, an agent of plans and the screen; what the screen publishes is followed.
class Room {
 public:
  Room() : bus_(dir_), connection_(NEED(diemcau::base::Bus::connect(bus_.address()))) {
    std::filesystem::create_directory(plans());
    std::filesystem::create_directory(run());
    diemcau::base::PropertyWatch::Handlers handlers;
    handlers.changed = [this](const std::string& json) { published_ = json; };
    watch_ = std::make_unique<diemcau::base::PropertyWatch>(*connection_, "vn.diemcau.Screen1", "/vn/diemcau/Screen1",
                                                            "vn.diemcau.Screen1", "Status", std::move(handlers));
  }

  void startAgent() { agent_ = start("plan_bus", {"--bus", bus_.address(), "--dir", plans()}); }
  void startScreen() {
    screen_ = start("diemcau-screen", {"--bus", bus_.address(), "--run", run(), "--output", "file", "--templates",
                                       diemcau::test::sourceFile("maket/templates")});
  }
  ExitState endScreen() { return screen_->terminate(); }
  void killScreen() { killAndWait(*screen_); }
  void killAgent() { killAndWait(*agent_); }

  void plan(std::uint64_t version, const std::string& heading) {
    ScreenPlan plan;
    plan.config_version = version;
    plan.site = {"79", "Thành phố Hồ Chí Minh"};
    plan.screen = {.scene = diemcau::Scene::Maket, .width = kSize.width, .height = kSize.height, .maket = {}};
    plan.screen.maket = diemcau::MaketText{"co-dien", "", heading, {"SƠ KẾT"}, "{site}, ngày 15 tháng 7 năm 2022"};
    diemcau::test::writeWhole(plans() / ".new", writeScreenPlan(plan));
    std::filesystem::rename(plans() / ".new", plans() / "screen-plan.json");
  }

  [[nodiscard]] std::filesystem::path plans() const { return dir_ / "plans"; }
  [[nodiscard]] std::filesystem::path run() const { return dir_ / "run"; }

  // Waits for a report of which this holds.
  ScreenStatus reported(const std::function<bool(const ScreenStatus&)>& holds) {
    ScreenStatus status;
    const auto came = [&] {
      while (g_main_context_iteration(nullptr, FALSE)) continue;
      const auto parsed = diemcau::parseScreenStatus(published_);
      if (parsed) status = *parsed;
      return parsed && holds(status);
    };
    if (!diemcau::test::waitFor(kBound, came)) {
      diemcau::test::failAt("last report: " + published_ + screen_->logTail(), std::source_location::current());
    }
    return status;
  }
  ScreenStatus reportedVersion(std::uint64_t version) {
    return reported([&](const ScreenStatus& status) {
      return status.config_version == version && status.scanned_out.state == ProofState::Yes;
    });
  }
  // Of the picture in the file.
  [[nodiscard]] std::string shownHash() const {
    const auto picture = diemcau::maket::decodePng(diemcau::test::readWhole(run() / "screen.png"), kSize);
    return picture ? sha256Of(*picture) : picture.error().describe();
  }

 private:
  std::unique_ptr<Process> start(const char* program, std::vector<std::string> args) {
    return std::make_unique<Process>(diemcau::test::builtProgram(program), dir_,
                                     diemcau::test::ProcessOptions{.args = std::move(args)});
  }
  static void killAndWait(Process& process) {
    process.kill();
    process.waitExit(kBound);
  }

  diemcau::test::TempDir dir_;
  diemcau::test::PrivateBus bus_;
  std::unique_ptr<diemcau::base::Bus> connection_;
  std::unique_ptr<diemcau::base::PropertyWatch> watch_;
  std::string published_;
  std::unique_ptr<Process> agent_;
  std::unique_ptr<Process> screen_;
};

void theFileShowsThePlanAndTheReportSaysSo() {
  Room room;
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus first = room.reportedVersion(3);
  CHECK_EQ(first.rendered.pixels_sha256, room.shownHash());
  CHECK(std::filesystem::exists(room.run() / "screen.jpg"));
  room.plan(4, "ĐẠI HỘI");
  const ScreenStatus second = room.reportedVersion(4);
  CHECK(second.rendered.pixels_sha256 != first.rendered.pixels_sha256);
  CHECK_EQ(second.rendered.pixels_sha256, room.shownHash());
  CHECK_EQ(ExitState{}, room.endScreen());
}

void thePictureOutlivesTheAgent() {
  Room room;
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus before = room.reportedVersion(3);
  room.killAgent();
  // Still looked after: what is taken away comes back.
  std::filesystem::remove(room.run() / "screen.png");
  room.reported([](const ScreenStatus& s) { return !s.conditions.empty() && s.scanned_out.state == ProofState::Yes; });
  CHECK_EQ(before.rendered.pixels_sha256, room.shownHash());
  room.plan(4, "ĐẠI HỘI");
  room.startAgent();
  room.reportedVersion(4);
}

void aKilledScreenComesBackToThePlan() {
  Room room;
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus before = room.reportedVersion(3);
  room.killScreen();
  CHECK_EQ(before.rendered.pixels_sha256, room.shownHash());
  room.startScreen();
  const ScreenStatus after =
      room.reported([&](const ScreenStatus& s) { return s.pid != before.pid && s.config_version == 3; });
  CHECK_EQ(before.rendered.pixels_sha256, after.rendered.pixels_sha256);
}

void withoutAnAgentTheRoomIsToldToWait() {
  Room room;
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
