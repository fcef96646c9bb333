// SPDX-License-Identifier: Apache-2.0
// Plans in, observations out.
#include "daemon/screen/screen_service.h"

#include <unistd.h>

#include "contract/dbus/interfaces.h"
#include "daemon/base/service.h"

namespace diemcau::screen {
namespace {

constexpr std::chrono::seconds kCheckInterval{1};

}  // namespace

ScreenService::ScreenService(const Screen::Parts& parts)
    : skeleton_(dc_screen1_skeleton_new()),
      screen_(parts, static_cast<std::uint32_t>(::getpid()), {[this] { publish(); }, [this] { notePicture(); }}) {}

ScreenService::~ScreenService() {
  g_dbus_interface_skeleton_unexport(G_DBUS_INTERFACE_SKELETON(skeleton_));
  g_object_unref(skeleton_);
}

Result<std::unique_ptr<ScreenService>> ScreenService::start(base::Bus& bus, const Screen::Parts& parts) {
  std::unique_ptr<ScreenService> service(new ScreenService(parts));
  service->publish();
  const Result<void> served =
      bus.serve(G_DBUS_INTERFACE_SKELETON(service->skeleton_), "/vn/diemcau/Screen1", "vn.diemcau.Screen1");
  if (!served) return std::unexpected(served.error());
  ScreenService* self = service.get();
  base::PropertyWatch::Handlers handlers;
  handlers.changed = [self](const std::string& plan) { self->screen_.takePlan(plan); };
  service->plan_ = std::make_unique<base::PropertyWatch>(bus, "vn.diemcau.Agent1", "/vn/diemcau/Agent1",
                                                         "vn.diemcau.Agent1", "ScreenPlan", std::move(handlers));
  service->check_.startEvery(kCheckInterval, [self] { self->screen_.check(); });
  return service;
}

// Sends each observation by itself: GDBus would send only the last of those made in one go.
void ScreenService::publish() {
  const std::string status = writeScreenStatus(screen_.status());
  if (g_strcmp0(dc_screen1_get_status(skeleton_), status.c_str()) == 0) return;
  dc_screen1_set_status(skeleton_, status.c_str());
  g_dbus_interface_skeleton_flush(G_DBUS_INTERFACE_SKELETON(skeleton_));
}

void ScreenService::notePicture() {
  if (!ready_) base::notifyReady();
  ready_ = true;
  base::notifyProgress();
}

}  // namespace diemcau::screen
