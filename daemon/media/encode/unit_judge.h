// SPDX-License-Identifier: Apache-2.0
// Whether what an encoder gave is what it promised.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "daemon/media/encode/kept_unit.h"
#include "daemon/media/encode/picture_points.h"
#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {

// What the units of pictures with these times, in this order, are not as they should be; nothing: they are
// good. Every codec: one unit a picture, with its time, and where they are told the first a keyframe, and the one
// that was asked for.
// H.264: delimiter first, parameter sets before each IDR picture and IDR pictures where keyframes are said to
// be; and what a parser and a decoder say (askJudge()). Blocks.
struct Expected {
  std::vector<std::chrono::nanoseconds> times;
  std::optional<std::uint32_t> keyframe_asked_at;  // number of the picture before which it was asked for
  PictureFormat picture;
  std::vector<PicturePoints> points;  // one a picture
};
[[nodiscard]] std::optional<std::string> faultOf(const std::vector<KeptUnit>& units, const VideoCodec& codec,
                                                 const Expected& expected);

}  // namespace diemcau::media
