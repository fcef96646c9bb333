// SPDX-License-Identifier: Apache-2.0
// How units reach the process that judges them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "daemon/media/encode/kept_unit.h"
#include "daemon/media/encode/picture_points.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// H.264 units of pictures of this size, and what the pictures showed: one each, or nothing.
struct UnitsToJudge {
  PictureFormat picture;
  std::span<const KeptUnit> units;
  std::span<const PicturePoints> points;
};

struct UnitParcel {
  PictureFormat picture;
  std::vector<KeptUnit> units;
  std::vector<PicturePoints> points;
};

// Between programs of one build on one machine: numbers are as the processor has them.
[[nodiscard]] std::vector<std::uint8_t> pack(const UnitsToJudge& judged);
// Nothing: it is not one, or not whole.
[[nodiscard]] std::optional<UnitParcel> unpack(std::span<const std::uint8_t> bytes);

}  // namespace diemcau::media
