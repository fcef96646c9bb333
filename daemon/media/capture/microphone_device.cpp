// SPDX-License-Identifier: Apache-2.0
// Choosing a microphone from a list.
#include "daemon/media/capture/microphone_device.h"

#include <format>
#include <tuple>

namespace diemcau::media {
namespace {

bool isMeant(const SourceSpec& wanted, const MicrophoneDevice& device) {
  switch (wanted.kind) {
    case SourceKind::Auto:
      return true;
    case SourceKind::Usb:
      return device.usb == wanted.argument;
    case SourceKind::Serial:
      return device.serial == wanted.argument;
    case SourceKind::Name:
      return device.card == wanted.argument || device.name == wanted.argument || device.long_name == wanted.argument;
    default:
      return false;
  }
}

std::string wordsOf(const SourceSpec& wanted) {
  switch (wanted.kind) {
    case SourceKind::Usb:
      return "usb:" + wanted.argument;
    case SourceKind::Serial:
      return "serial:" + wanted.argument;
    case SourceKind::Name:
      return "name:" + wanted.argument;
    default:
      return "auto";
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
  const MicrophoneDevice* best = nullptr;
  const auto order = [&](const MicrophoneDevice& device) {
    return std::tuple(device.node() != present, device.bus, device.card_number, device.device);
  };
  for (const MicrophoneDevice& device : there) {
    if (isMeant(wanted, device) && (best == nullptr || order(device) < order(*best))) best = &device;
  }
  if (best == nullptr) return std::unexpected(SourceFault{SourceFaultKind::Missing, missing(wanted, there)});
  return *best;
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
