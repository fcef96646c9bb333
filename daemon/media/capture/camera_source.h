// SPDX-License-Identifier: Apache-2.0
// The pipeline of a camera.
#pragma once

#include <string>
#include <vector>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/capture/format_choice.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Everything is decided: the pipeline takes exactly this, or fails.
struct CameraPlan {
  std::string node;
  ChosenMode mode;
  std::string decoder;  // an element; empty: none is needed
  bool interlaced = false;
};

// A camera's own H.264 is decoded like the rest and never sent on as it is: only our encoder can follow the
// link's rate, give a keyframe when a receiver comes, and go over into the slate on one timeline. Pictures
// that the driver marks as broken are dropped.
[[nodiscard]] BuiltSource buildCamera(const CameraPlan& plan, const PictureFormat& format);

// Elements of this machine that decode it, hardware first; an empty name for raw pictures.
[[nodiscard]] std::vector<std::string> availableDecoders(PixelKind kind);

// Through libv4lconvert (converted_source.cpp): formats that neither GStreamer nor a decoder reads.
[[nodiscard]] BuiltSource buildConverted(const CameraPlan& plan, const PictureFormat& format);

// GStreamer's caps of a mode.
[[nodiscard]] std::string capsText(const ChosenMode& mode);
// What turns a camera's own pictures into ours: normalises size and format, ends in the appsink.
[[nodiscard]] std::string pictureTail(const PictureFormat& format, bool interlaced);

}  // namespace diemcau::media
