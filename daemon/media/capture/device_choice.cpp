// SPDX-License-Identifier: Apache-2.0
// Looking for sound cards in /dev/snd.
#include "daemon/media/capture/device_choice.h"

#include <algorithm>
#include <cstdio>
#include <format>
#include <string>
#include <vector>

namespace diemcau::media {
namespace {

namespace fs = std::filesystem;

struct Found {
  bool usb = false;
  unsigned order = 0;  // as the kernel numbers them
  std::string argument;
};

template <class Look>
std::vector<Found> lookThrough(const fs::path& folder, const Look& look) {
  std::vector<Found> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (auto device = look(entry.path())) found.push_back(std::move(*device));
  }
  return found;
}

std::optional<Found> lookAtMicrophone(const fs::path& path, const fs::path& sys) {
  unsigned card = 0;
  unsigned device = 0;
  char direction = 0;
  const std::string name = path.filename().string();
  if (std::sscanf(name.c_str(), "pcmC%uD%u%c", &card, &device, &direction) != 3 || direction != 'c') {
    return std::nullopt;
  }
  std::error_code error;
  const fs::path parent = fs::canonical(sys / "class" / "sound" / std::format("card{}", card) / "device", error);
  const bool usb = parent.string().find("/usb") != std::string::npos;
  return Found{usb, card * 256 + device, std::format("plughw:{},{}", card, device)};
}

}  // namespace

std::optional<SourceSpec> chooseMicrophone(const fs::path& dev, const fs::path& sys) {
  auto found = lookThrough(dev / "snd", [&](const fs::path& path) { return lookAtMicrophone(path, sys); });
  const auto better = [](const Found& a, const Found& b) { return a.usb != b.usb ? a.usb : a.order < b.order; };
  const auto best = std::ranges::min_element(found, better);
  if (best == found.end()) return std::nullopt;
  return SourceSpec{SourceKind::Device, best->argument};
}

}  // namespace diemcau::media
