// SPDX-License-Identifier: Apache-2.0
// Choosing a microphone from a list.
#include "daemon/media/capture/microphone_device.h"

#include <algorithm>
#include <array>
#include <format>
#include <tuple>

#include "daemon/media/capture/device_name.h"

namespace diemcau::media {
namespace {

using Microphones = std::vector<const MicrophoneDevice*>;

Microphones meant(const SourceSpec& wanted, std::span<const MicrophoneDevice> there) {
  switch (wanted.kind) {
    case SourceKind::Auto:
      return devicesThat(there, [](const auto&) { return true; });
    case SourceKind::Usb:
      return devicesThat(there, [&](const auto& device) { return device.usb == wanted.argument; });
    case SourceKind::Serial:
      return devicesThat(there, [&](const auto& device) { return device.serial == wanted.argument; });
    case SourceKind::Name:
      return devicesNamed(there, wanted.argument, [](const MicrophoneDevice& device) {
        return std::array{device.name, device.card, device.long_name};
      });
    default:
      return {};
  }
}

std::string missing(const SourceSpec& wanted, std::span<const MicrophoneDevice> there) {
  std::string detail = wordsOf(wanted);
  if (there.empty()) return detail + "; there is none";
  const char* before = "; there are: ";
  for (const MicrophoneDevice& device : there) {
    detail += before + device.name;
    if (!device.usb.empty()) detail += std::format(" (usb:{})", device.usb);
    before = ", ";
  }
  return detail;
}

}  // namespace

std::string MicrophoneDevice::node() const { return std::format("hw:CARD={},DEV={}", card, device); }

std::expected<MicrophoneDevice, SourceFault> chooseMicrophone(const SourceSpec& wanted,
                                                              std::span<const MicrophoneDevice> there,
                                                              const std::string& present) {
  const Microphones found = meant(wanted, there);
  if (found.empty()) return std::unexpected(SourceFault{SourceFaultKind::Missing, missing(wanted, there)});
  const auto order = [&](const MicrophoneDevice* device) {
    return std::tuple(device->node() != present, device->bus, device->card_number, device->device);
  };
  return **std::ranges::min_element(found, {}, order);
}

std::optional<MicrophoneDevice> microphoneAt(const std::string& node, std::span<const MicrophoneDevice> there) {
  const std::size_t colon = node.find(':');
  if (colon == std::string::npos || (node.substr(0, colon) != "hw" && node.substr(0, colon) != "plughw")) return {};
  const std::string place = node.substr(colon + 1);
  for (const MicrophoneDevice& device : there) {
    for (const std::string& card : {"CARD=" + device.card, device.card, std::to_string(device.card_number)}) {
      const bool whole =
          place == std::format("{},DEV={}", card, device.device) || place == std::format("{},{}", card, device.device);
      if (whole || (place == card && device.device == 0)) return device;
    }
  }
  return {};
}

std::vector<DeviceStatus> statusOf(std::span<const MicrophoneDevice> there, const std::string& chosen) {
  std::vector<DeviceStatus> all;
  for (const MicrophoneDevice& device : there) {
    const std::string node = device.node();
    all.push_back({device.name, device.usb, device.serial, node, device.driver, node == chosen});
  }
  return all;
}

}  // namespace diemcau::media
