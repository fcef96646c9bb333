// SPDX-License-Identifier: Apache-2.0
// diemcau-media: takes the room's camera and microphone to the centre.
#include <gio/gio.h>
#include <gst/gst.h>
#include <malloc.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "contract/dbus/interfaces.h"
#include "daemon/base/bus.h"
#include "daemon/base/event_loop.h"
#include "daemon/base/log.h"
#include "daemon/base/process.h"
#include "daemon/base/service.h"
#include "daemon/media/media_options.h"
#include "daemon/media/media_service.h"

namespace {

using namespace diemcau;

constexpr char kPath[] = "/vn/diemcau/Media1";
constexpr char kName[] = "vn.diemcau.Media1";
constexpr char kAgentPath[] = "/vn/diemcau/Agent1";
constexpr char kAgentName[] = "vn.diemcau.Agent1";

// Some twenty threads: an arena of its own for each would cost more memory than all buffers together, and what is given
// back is to go back to the system: pictures, and tables of encoders and decoders, that would leave holes in the heap.
// x264 wants its pictures in huge pages, of which at 720p a third would hold nothing.
void tuneMemory() {
  ::prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  ::mallopt(M_ARENA_MAX, 2);
  ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  ::mallopt(M_TRIM_THRESHOLD, 512 * 1024);
}

// The process is to be restarted and a driver keeps a thread for ever: nothing can be joined.
void giveUp() {
  spdlog::critical("a source does not let go; starting anew");
  spdlog::shutdown();
  ::_exit(1);
}

struct Unref {
  void operator()(DcMedia1* skeleton) const noexcept { g_object_unref(skeleton); }
};

int serve(const media::MediaOptions& options) {
  base::EventLoop loop;
  const base::SystemClock clock;
  auto bus = base::Bus::connect(options.bus);
  if (!bus) {
    spdlog::critical("{}", bus.error().describe());
    return 1;
  }
  const std::unique_ptr<DcMedia1, Unref> skeleton(dc_media1_skeleton_new());
  const auto publish = [&](const MediaStatus& status) {
    dc_media1_set_status(skeleton.get(), writeMediaStatus(status).c_str());
  };
  media::MediaService service(loop, clock, options.run_dir,
                              {.status = publish, .progress = base::notifyProgress, .stuck = giveUp});
  publish(service.status());
  if (const auto served = (*bus)->serve(G_DBUS_INTERFACE_SKELETON(skeleton.get()), kPath, kName); !served) {
    spdlog::critical("{}", served.error().describe());
    return 1;
  }
  const base::PropertyWatch plan(
      **bus, kAgentName, kAgentPath, kAgentName, "MediaPlan",
      {.appeared = {}, .vanished = {}, .changed = [&](const std::string& json) { service.usePlan(json); }});
  base::notifyReady();
  loop.run();
  base::notifyStopping();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  base::startLog("diemcau-media");
  if (const auto hardened = base::hardenProcess(); !hardened) {
    spdlog::critical("{}", hardened.error().describe());
    return 1;
  }
  const auto options = media::parseOptions({argv, static_cast<std::size_t>(argc)});
  if (!options) {
    std::fprintf(stderr, "diemcau-media: %s\nusage: diemcau-media [--bus ADDRESS] --run DIR\n",
                 options.error().describe().c_str());
    return 2;
  }
  tuneMemory();
  gst_init(nullptr, nullptr);
  return serve(*options);
}
