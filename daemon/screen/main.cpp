// SPDX-License-Identifier: Apache-2.0
// diemcau-screen: the makét on the room's screen, and the proof of it.
#include <malloc.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "daemon/base/clock.h"
#include "daemon/base/device_monitor.h"
#include "daemon/base/kept_descriptor.h"
#include "daemon/base/log.h"
#include "daemon/base/process.h"
#include "daemon/base/service.h"
#include "daemon/screen/display_file.h"
#include "daemon/screen/kms/kms_display.h"
#include "daemon/screen/options.h"
#include "daemon/screen/screen_service.h"
#include "daemon/screen/window/window_display.h"
#include "maket/sandbox.h"

namespace {

// Pictures come in blocks of their own that go back to the system when they are done with. Without
// this the allocator begins to keep them after the first one.
constexpr int kOwnBlockBytes = 256 * 1024;

constexpr const char* kCard = "card";  // as which its descriptor is kept

std::unique_ptr<diemcau::screen::Display> makeDisplay(const diemcau::screen::Options& options) {
  if (options.output == "kms") {
    const auto keep = [](int card) { diemcau::base::keepDescriptor(kCard, card); };
    return std::make_unique<diemcau::screen::KmsDisplay>(diemcau::base::takeKeptDescriptor(kCard), keep);
  }
  if (options.output == "window") return std::make_unique<diemcau::screen::WindowDisplay>();
  return std::make_unique<diemcau::screen::FileDisplay>(options.run / "screen.png");
}

// What it could not give up; empty: all is as it should be.
std::string confine(const diemcau::screen::Options& options) {
  // What puts a window at a desk writes where it likes.
  diemcau::maket::SandboxRules rules;
  if (options.output != "window") rules.writable = diemcau::maket::Directories{options.run, "/dev"};
  const auto confined = diemcau::maket::enterSandbox(rules);
  if (confined) return {};
  spdlog::warn("{}", confined.error().describe());
  return "diemcau-screen: " + confined.error().context;
}

int run(const diemcau::screen::Options& options, std::string unconfined) {
  namespace base = diemcau::base;
  base::EventLoop loop;
  const auto bus = base::Bus::connect(options.bus);
  if (!bus) {
    spdlog::critical("{}", bus.error().describe());
    return 1;
  }
  const base::SystemClock clock;
  diemcau::maket::Renderer renderer(options.templates, options.pictures);
  const auto display = makeDisplay(options);
  const auto service = diemcau::screen::ScreenService::start(**bus, {.renderer = renderer,
                                                                     .display = *display,
                                                                     .clock = clock,
                                                                     .snapshot = options.run / "screen.jpg",
                                                                     .unconfined = std::move(unconfined)});
  if (!service) {
    spdlog::critical("{}", service.error().describe());
    return 1;
  }
  std::optional<base::DeviceMonitor> displays;
  if (options.output == "kms") {
    displays.emplace(base::DeviceMonitor::Place{"drm", "/dev/dri", "card"}, [&service] { (*service)->plugged(); });
  }
  loop.run();
  base::notifyStopping();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  mallopt(M_MMAP_THRESHOLD, kOwnBlockBytes);
  diemcau::base::startLog("diemcau-screen");
  if (const auto hardened = diemcau::base::hardenProcess(); !hardened) {
    spdlog::critical("{}", hardened.error().describe());
    return 1;
  }
  const auto options = diemcau::screen::parseOptions(argc, argv);
  if (!options) {
    std::fprintf(stderr, "diemcau-screen: %s\n%s", options.error().describe().c_str(), diemcau::screen::kUsage);
    return 2;
  }
  return run(*options, confine(*options));
}
