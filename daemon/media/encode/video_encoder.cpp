// SPDX-License-Identifier: Apache-2.0
// The list of encoders and the choice among them.
#include "daemon/media/encode/video_encoder.h"

#include <spdlog/spdlog.h>

namespace diemcau::media {
namespace {

constexpr VideoEncoderBackend kBackends[] = {
    {"x264", matchX264, createX264},
};

}  // namespace

std::span<const VideoEncoderBackend> videoEncoderBackends() { return kBackends; }

Result<std::unique_ptr<VideoEncoder>> chooseVideoEncoder(const VideoSettings& settings) {
  for (const VideoEncoderBackend& backend : kBackends) {
    if (!backend.match(settings)) continue;
    auto encoder = backend.create(settings);
    if (encoder) return encoder;
    spdlog::warn("encoder: {} passed over: {}", backend.name, encoder.error().describe());
  }
  return fail("encoder", "none", "no H.264 encoder can be used");
}

}  // namespace diemcau::media
