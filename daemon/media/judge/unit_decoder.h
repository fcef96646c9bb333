// SPDX-License-Identifier: Apache-2.0
// What a decoder makes of an encoder's units.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "daemon/media/encode/kept_unit.h"
#include "daemon/media/encode/picture_points.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// H.264 units decoded in software: a picture of this size of each, which shows what was encoded (`encoded`, one a
// unit; else not compared). Nothing: so it is, or the machine has no decoder, which is said in the log. OpenH264's
// is asked first: it is as small as it is strict; libav is loaded with two hundred libraries. Blocks; three seconds
// at most, and what is decoded by then counts: a slow machine does not make an encoder bad.
[[nodiscard]] std::optional<std::string> faultOfPictures(std::span<const KeptUnit> units, const PictureFormat& picture,
                                                         std::span<const PicturePoints> encoded);

}  // namespace diemcau::media
