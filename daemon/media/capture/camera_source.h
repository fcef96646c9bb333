// SPDX-License-Identifier: Apache-2.0
// The pipeline of a camera.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/capture/v4l2_stream.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Everything is decided: the device takes exactly this, or it is a fault.
struct CameraPlan {
  StreamWish stream;
  std::string decoder;  // an element; empty: none is needed
};

// `stream` is the plan's and runs. A camera's own H.264 is decoded like the rest and never sent on as it is:
// only our encoder can follow the link's rate, give a keyframe when a receiver comes, and go over into the
// slate on one timeline.
[[nodiscard]] BuiltSource buildCamera(const CameraPlan& plan, std::unique_ptr<V4l2Stream> stream,
                                      const PictureFormat& format);

// Elements of this machine that decode it, hardware first; an empty name for raw pictures.
[[nodiscard]] std::vector<std::string> availableDecoders(PixelKind kind);

}  // namespace diemcau::media
