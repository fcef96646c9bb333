// SPDX-License-Identifier: Apache-2.0
// The list of encoders.
#include "daemon/media/encode/video_encoder.h"

#include <algorithm>

namespace diemcau::media {
namespace {

// What one thread is given at most: 720p30, in macroblocks a second.
constexpr std::uint64_t kBlocksPerThread = 80ULL * 45 * 30;

}  // namespace

std::vector<VideoEncoderBackend> videoEncoderBackends() {
  return {v4l2Backend(kH264OfDevice), vaapiBackend(), vaapiLowPowerBackend(), x264Backend(), openH264Backend()};
}

std::vector<VideoEncoderBackend> softwareBackends() { return {x264Backend(), openH264Backend()}; }

std::uint32_t encoderThreads(const PictureFormat& picture, std::uint32_t cores) {
  const std::uint64_t blocks = ((picture.width + 15ULL) / 16) * ((picture.height + 15ULL) / 16) * picture.fps;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(blocks / kBlocksPerThread, 1, std::max(cores, 1U)));
}

}  // namespace diemcau::media
