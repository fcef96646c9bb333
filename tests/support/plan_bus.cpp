// SPDX-License-Identifier: Apache-2.0
// An agent of plans alone: owns vn.diemcau.Agent1 and serves what stands in files, read again when they change.
//
//   plan_bus --bus ADDRESS --dir DIR
//
// DIR/media-plan.json is the property MediaPlan, DIR/screen-plan.json ScreenPlan; a missing file is an
// empty string. Replace the files by rename, so that no half of one is ever served.
#include <gio/gio.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>

#include "contract/dbus/interfaces.h"
#include "daemon/base/atomic_file.h"
#include "daemon/base/bus.h"
#include "daemon/base/event_loop.h"

namespace {

constexpr std::size_t kLimit = 16U * 1024 * 1024;
constexpr std::chrono::milliseconds kLook{20};

std::optional<std::string> option(int argc, char** argv, const char* name) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) return argv[i + 1];
  }
  return std::nullopt;
}

std::string textOf(const std::filesystem::path& file) {
  return diemcau::base::readFile(file, kLimit).value_or(std::string());
}

void serveFiles(DcAgent1* agent, const std::filesystem::path& dir) {
  const std::string media = textOf(dir / "media-plan.json");
  const std::string screen = textOf(dir / "screen-plan.json");
  if (g_strcmp0(dc_agent1_get_media_plan(agent), media.c_str()) != 0) dc_agent1_set_media_plan(agent, media.c_str());
  if (g_strcmp0(dc_agent1_get_screen_plan(agent), screen.c_str()) != 0) {
    dc_agent1_set_screen_plan(agent, screen.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto address = option(argc, argv, "--bus");
  const auto dir = option(argc, argv, "--dir");
  if (!address || !dir) {
    std::fputs("usage: plan_bus --bus ADDRESS --dir DIR\n", stderr);
    return 2;
  }
  diemcau::base::EventLoop loop;
  auto bus = diemcau::base::Bus::connect(address);
  if (!bus) {
    std::fprintf(stderr, "plan_bus: %s\n", bus.error().describe().c_str());
    return 1;
  }
  DcAgent1* agent = dc_agent1_skeleton_new();
  serveFiles(agent, *dir);
  const auto served = (*bus)->serve(G_DBUS_INTERFACE_SKELETON(agent), "/vn/diemcau/Agent1", "vn.diemcau.Agent1");
  if (!served) {
    std::fprintf(stderr, "plan_bus: %s\n", served.error().describe().c_str());
    return 1;
  }
  diemcau::base::Timer look;
  look.startEvery(kLook, [&] { serveFiles(agent, *dir); });
  loop.run();
  g_object_unref(agent);
  return 0;
}
