// SPDX-License-Identifier: Apache-2.0
// What a parser makes of an encoder's units.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "daemon/media/encode/kept_unit.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// H.264 units: GStreamer's parser, told nothing, finds the same ones in their bytes, of this size. Blocks; a second
// without a unit is the end.
[[nodiscard]] std::optional<std::string> faultOfParse(std::span<const KeptUnit> units, const PictureFormat& picture);

}  // namespace diemcau::media
