// SPDX-License-Identifier: Apache-2.0
// Processes, plans in files, reports from the bus.
#include "tests/support/screen_room.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {

ScreenRoom::ScreenRoom(std::string output, maket::Size size, std::chrono::seconds bound)
    : output_(std::move(output)),
      size_(size),
      bound_(bound),
      bus_(dir_),
      connection_(NEED(base::Bus::connect(bus_.address()))) {
  std::filesystem::create_directory(plans());
  std::filesystem::create_directory(run());
  base::PropertyWatch::Handlers handlers;
  handlers.changed = [this](const std::string& json) { published_ = json; };
  watch_ = std::make_unique<base::PropertyWatch>(*connection_, "vn.diemcau.Screen1", "/vn/diemcau/Screen1",
                                                 "vn.diemcau.Screen1", "Status", std::move(handlers));
}

void ScreenRoom::startAgent() { agent_ = start("plan_bus", {"--bus", bus_.address(), "--dir", plans()}); }

std::vector<std::string> ScreenRoom::screenArgs() const {
  return {"--bus", bus_.address(), "--run", run(), "--output", output_, "--templates", sourceFile("maket/templates")};
}

void ScreenRoom::startScreen() { screen_ = start("diemcau-screen", screenArgs()); }

void ScreenRoom::superviseScreen() {
  auto store = NEED(launcher::DescriptorStore::create(dir_ / "notify"));
  store_ = store.get();
  launcher::Command command{"screen", {builtProgram("diemcau-screen")}};
  std::ranges::copy(screenArgs(), std::back_inserter(command.argv));
  supervisor_ = std::make_unique<launcher::Supervisor>(run(), clock_, [] {});
  supervisor_->keep(std::move(command), launcher::Supervisor::Kind::Restarted, std::move(store));
}

int ScreenRoom::keptCard() const {
  const auto& kept = store_->kept();
  const auto card = kept.find("card");
  return card == kept.end() ? -1 : card->second.get();
}

std::string ScreenRoom::screenLog() const { return screen_ ? screen_->logTail() : readWhole(run() / "screen.log"); }

ScreenPlan ScreenRoom::planOf(std::uint64_t version, const std::string& heading) const {
  ScreenPlan plan;
  plan.config_version = version;
  plan.site = {"79", "Thành phố Hồ Chí Minh"};
  plan.screen.width = size_.width;
  plan.screen.height = size_.height;
  plan.screen.maket = MaketText{"co-dien", "", heading, {"SƠ KẾT"}, "{site}, ngày 15 tháng 7 năm 2022"};
  return plan;
}

void ScreenRoom::plan(const ScreenPlan& plan) {
  writeWhole(plans() / ".new", writeScreenPlan(plan));
  std::filesystem::rename(plans() / ".new", plans() / "screen-plan.json");
}

ScreenStatus ScreenRoom::reported(const std::function<bool(const ScreenStatus&)>& holds, std::source_location asked) {
  ScreenStatus status;
  const auto came = [&] {
    turnMainLoop();
    const auto parsed = parseScreenStatus(published_);
    if (parsed) status = *parsed;
    return parsed && holds(status);
  };
  if (!waitFor(bound_, came)) {
    failAt("last report: " + published_ + screenLog(), asked);
  }
  return status;
}

ScreenStatus ScreenRoom::reportedVersion(std::uint64_t version, std::source_location asked) {
  const auto shown = [&](const ScreenStatus& status) {
    return status.config_version == version && status.scanned_out.state == ProofState::Yes;
  };
  return reported(shown, asked);
}

std::unique_ptr<Process> ScreenRoom::start(const char* program, std::vector<std::string> args) {
  return std::make_unique<Process>(builtProgram(program), dir_, ProcessOptions{.args = std::move(args)});
}

void ScreenRoom::killAndWait(Process& process) const {
  process.kill();
  process.waitExit(bound_);
}

}  // namespace diemcau::test
