// SPDX-License-Identifier: Apache-2.0
// Enumerating formats, sizes and rates.
#include "daemon/media/capture/v4l2_modes.h"

#include <fcntl.h>
#include <libv4l2.h>
#include <linux/videodev2.h>

#include <cmath>

#include "daemon/media/capture/format_choice.h"

namespace diemcau::media {
namespace {

// A driver that never ends its lists is not listened to for ever.
constexpr std::uint32_t kMostEntries = 256;

FrameInterval intervalOf(const v4l2_fract& fraction) { return {fraction.numerator, fraction.denominator}; }

std::vector<FrameRate> readRates(const VideoNode& node, const VideoMode& mode, std::uint32_t fps) {
  std::vector<FrameRate> rates;
  v4l2_frmivalenum entry{};
  entry.pixel_format = mode.fourcc;
  entry.width = mode.width;
  entry.height = mode.height;
  for (; entry.index < kMostEntries && node.ask(node.fd, VIDIOC_ENUM_FRAMEINTERVALS, &entry); ++entry.index) {
    if (entry.type != V4L2_FRMIVAL_TYPE_DISCRETE) {
      const bool all = entry.type == V4L2_FRMIVAL_TYPE_CONTINUOUS;
      return {nearestRate({intervalOf(entry.stepwise.min), intervalOf(entry.stepwise.max),
                           all ? FrameInterval{} : intervalOf(entry.stepwise.step)},
                          fps)};
    }
    if (entry.discrete.numerator > 0) rates.push_back({entry.discrete.denominator, entry.discrete.numerator});
  }
  return rates;
}

// What a driver that lists no sizes makes of the wish.
std::vector<PictureSize> trySize(const VideoNode& node, std::uint32_t fourcc, const PictureFormat& wish) {
  v4l2_format format{};
  format.type = node.buffers;
  format.fmt.pix.width = wish.width;  // in the same place as pix_mp's
  format.fmt.pix.height = wish.height;
  format.fmt.pix.pixelformat = fourcc;
  if (!node.ask(node.fd, VIDIOC_TRY_FMT, &format) || format.fmt.pix.pixelformat != fourcc) return {};
  return {{format.fmt.pix.width, format.fmt.pix.height}};
}

std::vector<PictureSize> readSizes(const VideoNode& node, std::uint32_t fourcc, const PictureFormat& wish) {
  std::vector<PictureSize> sizes;
  v4l2_frmsizeenum entry{};
  entry.pixel_format = fourcc;
  for (; entry.index < kMostEntries && node.ask(node.fd, VIDIOC_ENUM_FRAMESIZES, &entry); ++entry.index) {
    if (entry.type != V4L2_FRMSIZE_TYPE_DISCRETE) {
      const auto& range = entry.stepwise;
      return {nearestSize(
          {range.min_width, range.max_width, range.step_width, range.min_height, range.max_height, range.step_height},
          wish)};
    }
    sizes.push_back({entry.discrete.width, entry.discrete.height});
  }
  return sizes.empty() ? trySize(node, fourcc, wish) : sizes;
}

void addModes(std::vector<VideoMode>& modes, const VideoNode& node, std::uint32_t fourcc, const PictureFormat& wish) {
  for (const PictureSize& size : readSizes(node, fourcc, wish)) {
    VideoMode mode{.fourcc = fourcc, .width = size.width, .height = size.height, .rates = {}};
    mode.rates = readRates(node, mode, wish.fps);
    modes.push_back(std::move(mode));
  }
}

std::vector<FrameRate> ratesOf(const SignalTimings& timings) {
  constexpr double kThousand = 1000;
  const double whole = std::round(timings.fps);
  if (std::abs(timings.fps - whole) < 0.01) return {{static_cast<std::uint32_t>(whole), 1}};
  return {{static_cast<std::uint32_t>(std::round(timings.fps * kThousand)), 1000}};
}

}  // namespace

std::vector<VideoMode> readModes(const VideoNode& node, const PictureFormat& wish,
                                 const std::optional<SignalTimings>& timings) {
  std::vector<VideoMode> modes;
  v4l2_fmtdesc entry{};
  entry.type = node.buffers;
  for (; entry.index < kMostEntries && node.ask(node.fd, VIDIOC_ENUM_FMT, &entry); ++entry.index) {
    if (pixelFormat(entry.pixelformat) == nullptr) continue;
    if (timings) {
      modes.push_back({entry.pixelformat, timings->width, timings->height, ratesOf(*timings)});
    } else {
      addModes(modes, node, entry.pixelformat, wish);
    }
  }
  return modes;
}

std::vector<VideoMode> readConvertedModes(const std::string& path, const PictureFormat& wish) {
  const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return {};
  std::vector<VideoMode> modes;
  if (::v4l2_fd_open(fd, V4L2_ENABLE_ENUM_FMT_EMULATION) >= 0) {
    addModes(modes, {fd, V4L2_BUF_TYPE_VIDEO_CAPTURE, askConverter}, V4L2_PIX_FMT_YUV420, wish);
  }
  ::v4l2_close(fd);
  for (VideoMode& mode : modes) mode.converted = true;
  return modes;
}

}  // namespace diemcau::media
