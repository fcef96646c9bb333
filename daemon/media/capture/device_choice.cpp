// SPDX-License-Identifier: Apache-2.0
// Looking for capture devices in /dev.
#include "daemon/media/capture/device_choice.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "daemon/base/unique_fd.h"

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

std::optional<Found> lookAtCamera(const fs::path& path) {
  unsigned number = 0;
  if (std::sscanf(path.filename().c_str(), "video%u", &number) != 1) return std::nullopt;
  const base::UniqueFd device(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  v4l2_capability capability{};
  if (!device.valid() || ::ioctl(device.get(), VIDIOC_QUERYCAP, &capability) != 0) return std::nullopt;
  const bool own = (capability.capabilities & V4L2_CAP_DEVICE_CAPS) != 0;
  const std::uint32_t can = own ? capability.device_caps : capability.capabilities;
  const bool captures = (can & (V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_VIDEO_CAPTURE_MPLANE)) != 0;
  if (!captures || (can & V4L2_CAP_STREAMING) == 0) return std::nullopt;
  const std::string bus(reinterpret_cast<const char*>(capability.bus_info));
  return Found{bus.starts_with("usb"), number, path.string()};
}

}  // namespace

std::optional<SourceSpec> chooseCamera(const fs::path& dev) {
  auto found = lookThrough(dev, lookAtCamera);
  const auto better = [](const Found& a, const Found& b) { return a.usb != b.usb ? a.usb : a.order < b.order; };
  const auto best = std::ranges::min_element(found, better);
  if (best == found.end()) return std::nullopt;
  return SourceSpec{SourceKind::Device, best->argument};
}

}  // namespace diemcau::media
