// SPDX-License-Identifier: Apache-2.0
// diemcau-launcher: an endpoint off the box, for demo and tests.
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "daemon/base/atomic_file.h"
#include "daemon/base/clock.h"
#include "daemon/base/event_loop.h"
#include "daemon/base/log.h"
#include "daemon/launcher/options.h"
#include "daemon/launcher/private_bus.h"
#include "daemon/launcher/supervisor.h"

namespace {

using namespace diemcau;
using launcher::Command;
using launcher::Supervisor;

int failed(const Error& error) {
  spdlog::critical("{}", error.describe());
  return EXIT_FAILURE;
}

void add(std::vector<std::string>& argv, const char* option, const std::optional<std::string>& value) {
  if (!value) return;
  argv.emplace_back(option);
  argv.push_back(*value);
}

// In the order of their start. They are ended from the last to the first: the agent before the
// workers, so that it does not report as a fault that they go.
std::vector<Command> daemons(const launcher::Options& options, const std::string& bus) {
  const std::filesystem::path beside = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  const std::string run = options.run.string();
  Command agent{"agent",
                {(beside / "diemcaud").string(), "--bus", bus, "--identity", options.identity.string(), "--state",
                 options.state.string(), "--run", run}};
  add(agent.argv, "--camera", options.camera);
  add(agent.argv, "--microphone", options.microphone);
  Command media{"media", {(beside / "diemcau-media").string(), "--bus", bus, "--run", run}};
  Command screen{"screen", {(beside / "diemcau-screen").string(), "--bus", bus, "--run", run}};
  add(screen.argv, "--templates", options.templates);
  add(screen.argv, "--pictures", (options.state / "pictures").string());
  add(screen.argv, "--output", options.output);
  return {std::move(screen), std::move(media), std::move(agent)};
}

}  // namespace

int main(int argc, char** argv) {
  base::startLog("diemcau-launcher");
  const auto options = launcher::parseOptions(argc, argv);
  if (!options) return failed(options.error());
  for (const auto& directory : {options->state, options->run}) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error) return failed({"launcher", "no_directory", directory.string() + ": " + error.message()});
  }

  const base::SystemClock clock;
  base::EventLoop loop;
  bool bus_ended = false;
  auto bus = launcher::PrivateBus::prepare(options->run);
  if (!bus) return failed(bus.error());
  Supervisor supervisor{options->run, clock, [&loop, &bus_ended] {
                          bus_ended = true;
                          loop.quit();
                        }};
  supervisor.keep(bus->command(), Supervisor::Kind::Essential);
  if (const auto ready = bus->waitReady(clock); !ready) return failed(ready.error());
  const auto written =
      base::writeFileAtomically(options->run / "bus-address", bus->address(), 0644, base::Durability::Volatile);
  if (!written) return failed(written.error());
  // The screen's card, which it has back with its picture on it.
  auto store = launcher::DescriptorStore::create(bus->directory() / "screen");
  if (!store) return failed(store.error());
  for (Command& command : daemons(*options, bus->address())) {
    const bool keeps = command.name == "screen";
    supervisor.keep(std::move(command), Supervisor::Kind::Restarted, keeps ? std::move(*store) : nullptr);
  }
  loop.run();
  supervisor.endAll();
  for (const char* const file : {"bus-address", "pids.json"}) {
    std::error_code ignored;
    std::filesystem::remove(options->run / file, ignored);
  }
  return bus_ended ? EXIT_FAILURE : EXIT_SUCCESS;
}
