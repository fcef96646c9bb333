// SPDX-License-Identifier: Apache-2.0
// Hears at once when a device comes or goes.
#pragma once

#include <glib.h>

#include <functional>
#include <memory>
#include <string>

#include "daemon/base/event_loop.h"

struct udev;
struct udev_monitor;

namespace diemcau::base {

// Tells of every device of a subsystem that udev announces, when its node is there to be opened; without
// udevd, or when it misses one, of every node in a folder that comes, goes or is another one, within two
// seconds. Bound to the loop's thread.
class DeviceMonitor {
 public:
  struct Place {
    std::string subsystem;  // of udev: "video4linux"
    std::string folder;     // "/dev"
    std::string prefix;     // of the nodes' names: "video"
  };

  DeviceMonitor(Place place, std::function<void()> changed);
  ~DeviceMonitor();
  DeviceMonitor(const DeviceMonitor&) = delete;
  DeviceMonitor& operator=(const DeviceMonitor&) = delete;

 private:
  struct Unref {
    void operator()(udev* context) const noexcept;
    void operator()(udev_monitor* monitor) const noexcept;
  };

  void listen();
  void look();
  [[nodiscard]] std::string nodes() const;
  static gboolean onEvent(gint fd, GIOCondition condition, gpointer self) noexcept;

  const Place place_;
  const std::function<void()> changed_;
  std::unique_ptr<udev, Unref> udev_;
  std::unique_ptr<udev_monitor, Unref> monitor_;
  guint watch_ = 0;
  std::string nodes_;
  Timer look_;
};

}  // namespace diemcau::base
