// SPDX-License-Identifier: Apache-2.0
// A few points of a picture, to tell later whether another one shows the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

inline constexpr std::size_t kPointColumns = 64;
inline constexpr std::size_t kPointRows = 36;
inline constexpr std::size_t kPointsOfPlane = kPointColumns * kPointRows;

// Y, U and V, each at the points of one grid.
using PicturePoints = std::array<std::vector<std::uint8_t>, 3>;

// `picture`: I420 of that size. Nothing: it cannot be read. Thread-safe; as cheap as a few thousand reads.
[[nodiscard]] std::optional<PicturePoints> pointsOf(GstBuffer* picture, const PictureFormat& format);

// What is wrong when these were encoded and those came out, picture by picture; nothing: they show the same, as
// coarsely as any encoder may give it at its lowest rate. Pictures of one colour alone tell little.
[[nodiscard]] std::optional<std::string> differenceOf(std::span<const PicturePoints> encoded,
                                                      std::span<const PicturePoints> decoded);

}  // namespace diemcau::media
