// SPDX-License-Identifier: Apache-2.0
// A bus, an agent of plans and diemcau-screen; what the screen publishes is followed.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

#include "contract/screen_plan.h"
#include "contract/screen_status.h"
#include "daemon/base/bus.h"
#include "daemon/base/clock.h"
#include "daemon/launcher/supervisor.h"
#include "maket/picture.h"
#include "tests/support/private_bus.h"
#include "tests/support/process.h"

namespace diemcau::test {

class ScreenRoom {
 public:
  // `output`: diemcau-screen's back end. `bound`: what a report may take.
  ScreenRoom(std::string output, maket::Size size, std::chrono::seconds bound = std::chrono::seconds(20));

  void startAgent();
  void startScreen();
  // As the launcher does: started again whenever it ends, while the main loop turns.
  void superviseScreen();
  // What is kept for it; an invalid one: nothing.
  [[nodiscard]] int keptCard() const;
  ExitState endScreen() { return screen_->terminate(); }
  void killScreen() { killAndWait(*screen_); }
  void killAgent() { killAndWait(*agent_); }
  [[nodiscard]] std::string screenLog() const;

  // A makét with that heading in the room's size.
  [[nodiscard]] ScreenPlan planOf(std::uint64_t version, const std::string& heading) const;
  void plan(const ScreenPlan& plan);
  void plan(std::uint64_t version, const std::string& heading) { plan(planOf(version, heading)); }

  [[nodiscard]] std::filesystem::path plans() const { return dir_ / "plans"; }
  [[nodiscard]] std::filesystem::path run() const { return dir_ / "run"; }
  [[nodiscard]] const TempDir& dir() const { return dir_; }

  // Waits for a report of which this holds.
  ScreenStatus reported(const std::function<bool(const ScreenStatus&)>& holds,
                        std::source_location asked = std::source_location::current());
  // For one that says that the plan of that version is seen on the output.
  ScreenStatus reportedVersion(std::uint64_t version, std::source_location asked = std::source_location::current());

 private:
  [[nodiscard]] std::vector<std::string> screenArgs() const;
  std::unique_ptr<Process> start(const char* program, std::vector<std::string> args);
  void killAndWait(Process& process) const;

  const std::string output_;
  const maket::Size size_;
  const std::chrono::seconds bound_;
  TempDir dir_;
  PrivateBus bus_;
  std::unique_ptr<base::Bus> connection_;
  std::unique_ptr<base::PropertyWatch> watch_;
  std::string published_;
  std::unique_ptr<Process> agent_;
  std::unique_ptr<Process> screen_;
  const base::SystemClock clock_;
  launcher::DescriptorStore* store_ = nullptr;
  std::unique_ptr<launcher::Supervisor> supervisor_;
};

}  // namespace diemcau::test
