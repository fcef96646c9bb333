// SPDX-License-Identifier: Apache-2.0
// In which ways a device can give its pictures, asked of its driver.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/media/capture/dv_signal.h"
#include "daemon/media/capture/v4l2_ioctl.h"
#include "daemon/media/capture/video_mode.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// An open node and its kind of buffers (V4L2_BUF_TYPE_VIDEO_CAPTURE or …_MPLANE).
struct VideoNode {
  int fd = -1;
  std::uint32_t buffers = 0;
  AskVideo ask = askDriver;
};

// Those whose pixels pixelFormat() knows. Sizes and rates that are a range are the ones nearest to the wish;
// with `timings` all have the signal's.
[[nodiscard]] std::vector<VideoMode> readModes(const VideoNode& node, const PictureFormat& wish,
                                               const std::optional<SignalTimings>& timings);

// What libv4lconvert makes of a device that has no such mode; nothing where it cannot either.
[[nodiscard]] std::vector<VideoMode> readConvertedModes(const std::string& path, const PictureFormat& wish);

}  // namespace diemcau::media
