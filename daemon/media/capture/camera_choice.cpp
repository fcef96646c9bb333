// SPDX-License-Identifier: Apache-2.0
// Finding cameras by name, and ranking them.
#include "daemon/media/capture/camera_choice.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <format>
#include <string_view>
#include <tuple>

#include "daemon/media/capture/device_name.h"
#include "daemon/media/capture/format_choice.h"

namespace diemcau::media {
namespace {

using Cameras = std::vector<const VideoDevice*>;

constexpr std::string_view kTestDrivers[] = {"vivid", "vimc", "v4l2 loopback", "v4l2loopback"};

Cameras named(std::span<const VideoDevice> devices, const SourceSpec& source) {
  const std::string& argument = source.argument;
  switch (source.kind) {
    case SourceKind::Usb:
      return devicesThat(devices, [&](const VideoDevice& device) { return device.names.usb == argument; });
    case SourceKind::Serial:
      return devicesThat(devices, [&](const VideoDevice& device) { return device.names.serial == argument; });
    case SourceKind::Name:
      return devicesNamed(devices, argument, [](const VideoDevice& device) { return std::array{device.names.name}; });
    case SourceKind::Device:
      return camerasAt(devices, argument);
    default:
      return devicesThat(devices, [](const VideoDevice&) { return true; });
  }
}

std::string describe(const DeviceStatus& names) {
  std::string text = names.name.empty() ? names.node : names.name;
  if (!names.usb.empty()) text += ", usb:" + names.usb;
  if (!names.serial.empty()) text += ", serial:" + names.serial;
  return text;
}

SourceFault missing(std::span<const VideoDevice> devices, const SourceSpec& source) {
  if (source.kind == SourceKind::Auto) return {SourceFaultKind::Missing, "no camera"};
  std::error_code error;
  if (source.kind == SourceKind::Device && std::filesystem::exists(source.argument, error) &&
      !std::filesystem::is_character_file(source.argument, error)) {
    return {SourceFaultKind::Unreadable, source.argument + ": not a device"};
  }
  std::string others;
  for (const VideoDevice& device : devices) {
    others += std::format("{}«{}»", others.empty() ? "" : "; ", describe(device.names));
  }
  return {SourceFaultKind::Missing,
          wordsOf(source) + (others.empty() ? ": no camera is there" : ": not there, but " + others)};
}

// "/dev/video10" comes after "/dev/video9".
auto byPlace(const DeviceStatus& names) { return std::tuple(names.usb, names.node.size(), names.node); }

auto rank(const VideoDevice& device, const PictureFormat& wish) {
  const auto modes = rankModes(device.modes, wish);
  const bool test = std::ranges::find(kTestDrivers, device.names.driver) != std::end(kTestDrivers);
  const bool dark = faultOfSignal(device.signal).has_value();
  const bool none = modes.empty();
  return std::tuple(test, dark, none, none ? ModeDistance{} : distance(modes.front(), wish), device.names.usb.empty(),
                    byPlace(device.names));
}

// An input without a signal may not know its sizes yet.
bool usable(const VideoDevice& device, const PictureFormat& wish) {
  return device.trouble.empty() && (!rankModes(device.modes, wish).empty() || faultOfSignal(device.signal));
}

}  // namespace

std::vector<const VideoDevice*> camerasAt(std::span<const VideoDevice> devices, const std::string& node) {
  std::error_code error;
  const std::string real = std::filesystem::canonical(node, error).string();
  return devicesThat(devices,
                     [&](const VideoDevice& device) { return device.names.node == node || device.names.node == real; });
}

std::expected<std::vector<const VideoDevice*>, SourceFault> chooseCameras(std::span<const VideoDevice> devices,
                                                                          const SourceSpec& source,
                                                                          const PictureFormat& wish) {
  Cameras found = named(devices, source);
  if (found.empty()) return std::unexpected(missing(devices, source));
  const SourceFault unreadable{
      SourceFaultKind::Unreadable,
      std::format("{}: {}", describe(found.front()->names),
                  found.front()->trouble.empty() ? "no format that can be read" : found.front()->trouble)};
  std::erase_if(found, [&](const VideoDevice* device) { return !usable(*device, wish); });
  if (found.empty()) return std::unexpected(unreadable);
  std::ranges::stable_sort(found, {}, [&](const VideoDevice* device) { return rank(*device, wish); });
  return found;
}

}  // namespace diemcau::media
