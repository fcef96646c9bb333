// SPDX-License-Identifier: Apache-2.0
// udev's announcements, and a look into the folder.
#include "daemon/base/device_monitor.h"

#include <glib-unix.h>
#include <libudev.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <filesystem>
#include <format>
#include <set>
#include <utility>

namespace diemcau::base {
namespace {

using namespace std::chrono_literals;

constexpr auto kLookEvery = 2000ms;

}  // namespace

void DeviceMonitor::Unref::operator()(udev* context) const noexcept { udev_unref(context); }
void DeviceMonitor::Unref::operator()(udev_monitor* monitor) const noexcept { udev_monitor_unref(monitor); }

DeviceMonitor::DeviceMonitor(Place place, std::function<void()> changed)
    : place_(std::move(place)), changed_(std::move(changed)), udev_(udev_new()), nodes_(nodes()) {
  listen();
  look_.startEvery(kLookEvery, [this] { look(); });
}

DeviceMonitor::~DeviceMonitor() {
  if (watch_ != 0) g_source_remove(watch_);
}

void DeviceMonitor::listen() {
  if (udev_) monitor_.reset(udev_monitor_new_from_netlink(udev_.get(), "udev"));
  if (!monitor_ ||
      udev_monitor_filter_add_match_subsystem_devtype(monitor_.get(), place_.subsystem.c_str(), nullptr) < 0 ||
      udev_monitor_enable_receiving(monitor_.get()) < 0) {
    spdlog::warn("udev does not tell of {}: looking every two seconds", place_.subsystem);
    monitor_.reset();
    return;
  }
  watch_ = g_unix_fd_add(udev_monitor_get_fd(monitor_.get()), G_IO_IN, onEvent, this);
}

gboolean DeviceMonitor::onEvent(gint, GIOCondition, gpointer self) noexcept {
  auto* monitor = static_cast<DeviceMonitor*>(self);
  udev_device* device = udev_monitor_receive_device(monitor->monitor_.get());
  if (device == nullptr) return G_SOURCE_CONTINUE;
  const char* action = udev_device_get_action(device);
  const char* name = udev_device_get_sysname(device);
  spdlog::info("udev: {} {}", name != nullptr ? name : "", action != nullptr ? action : "");
  udev_device_unref(device);
  monitor->nodes_ = monitor->nodes();
  monitor->changed_();
  return G_SOURCE_CONTINUE;
}

void DeviceMonitor::look() {
  std::string now = nodes();
  if (now == nodes_) return;
  nodes_ = std::move(now);
  changed_();
}

// Names, and what makes a node another one of the same name.
std::string DeviceMonitor::nodes() const {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(place_.folder, error)) {
    const std::string name = entry.path().filename().string();
    struct stat info{};
    if (!name.starts_with(place_.prefix) || ::stat(entry.path().c_str(), &info) != 0) continue;
    found.insert(std::format("{} {} {}", name, info.st_ino, info.st_rdev));
  }
  std::string all;
  for (const std::string& node : found) all += node + "\n";
  return all;
}

}  // namespace diemcau::base
