// SPDX-License-Identifier: Apache-2.0
// The cameras of this machine, through udev.
#include <libudev.h>

#include <memory>

#include "daemon/media/capture/v4l2_device.h"
#include "daemon/media/capture/video_devices.h"

namespace diemcau::media {
namespace {

struct Unref {
  void operator()(udev* context) const noexcept { udev_unref(context); }
  void operator()(udev_enumerate* list) const noexcept { udev_enumerate_unref(list); }
  void operator()(udev_device* device) const noexcept { udev_device_unref(device); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

std::string text(const char* value) { return value != nullptr ? value : ""; }

DeviceStatus namesOf(udev_device* device) {
  DeviceStatus names;
  names.node = text(udev_device_get_devnode(device));
  names.name = text(udev_device_get_sysattr_value(device, "name"));
  udev_device* usb = udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_device");
  if (usb == nullptr) return names;
  names.usb = text(udev_device_get_sysname(usb));
  names.serial = text(udev_device_get_sysattr_value(usb, "serial"));
  return names;
}

class SystemVideoDevices final : public VideoDevices {
 public:
  std::vector<VideoDevice> list(const PictureFormat& wish) override {
    std::vector<VideoDevice> found;
    const Owned<udev> context(udev_new());
    const Owned<udev_enumerate> list(context ? udev_enumerate_new(context.get()) : nullptr);
    if (!list) return found;
    udev_enumerate_add_match_subsystem(list.get(), "video4linux");
    udev_enumerate_add_match_sysname(list.get(), "video*");
    udev_enumerate_scan_devices(list.get());
    for (udev_list_entry* entry = udev_enumerate_get_list_entry(list.get()); entry != nullptr;
         entry = udev_list_entry_get_next(entry)) {
      const Owned<udev_device> device(udev_device_new_from_syspath(context.get(), udev_list_entry_get_name(entry)));
      if (!device) continue;
      if (auto camera = lookInto(namesOf(device.get()), wish)) found.push_back(std::move(*camera));
    }
    return found;
  }

  std::optional<VideoDevice> look(const std::string& node, const PictureFormat& wish) override {
    DeviceStatus names;
    names.node = node;
    return lookInto(std::move(names), wish);
  }

  std::expected<std::unique_ptr<OpenVideoDevice>, SourceFault> open(const std::string& node) override {
    auto device = V4l2Device::open(node);
    if (device) return std::move(*device);
    const bool gone = device.error().why == V4l2Device::Refusal::Gone;
    return std::unexpected(
        SourceFault{gone ? SourceFaultKind::Missing : SourceFaultKind::Unreadable, device.error().detail});
  }

 private:
  static std::optional<VideoDevice> lookInto(DeviceStatus names, const PictureFormat& wish) {
    if (names.node.empty()) return std::nullopt;
    auto device = V4l2Device::open(names.node);
    if (!device && device.error().why != V4l2Device::Refusal::Unreadable) return std::nullopt;
    VideoDevice camera;
    camera.names = std::move(names);
    if (!device) {
      camera.trouble = device.error().detail;
      return camera;
    }
    camera.names.name = (*device)->card();
    camera.names.driver = (*device)->driver();
    camera.signal = signalOf((*device)->readInput());
    camera.modes = (*device)->modes(wish);
    return camera;
  }
};

}  // namespace

std::unique_ptr<VideoDevices> systemVideoDevices() { return std::make_unique<SystemVideoDevices>(); }

}  // namespace diemcau::media
