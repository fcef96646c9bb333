// SPDX-License-Identifier: Apache-2.0
// A way in which a camera can give its pictures.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "daemon/media/media_format.h"

namespace diemcau::media {

// Pictures a second.
struct FrameRate {
  std::uint32_t numerator = 0;
  std::uint32_t denominator = 1;

  [[nodiscard]] double perSecond() const { return denominator == 0 ? 0 : 1.0 * numerator / denominator; }

  friend bool operator==(const FrameRate&, const FrameRate&) = default;
};

// One pixel format in one size.
struct VideoMode {
  std::uint32_t fourcc = 0;      // V4L2's pixel format
  std::uint32_t width = 0;       // pixels
  std::uint32_t height = 0;      // pixels
  std::vector<FrameRate> rates;  // empty: it does not say
  bool converted = false;        // libv4lconvert makes it of a format that nobody else reads

  friend bool operator==(const VideoMode&, const VideoMode&) = default;
};

// As V4L2 writes it: "YUYV".
[[nodiscard]] std::string fourccText(std::uint32_t fourcc);

// Sizes from the least to the most by steps; a step of 1 or 0 leaves none out.
struct SizeRange {
  std::uint32_t least_width = 0;
  std::uint32_t most_width = 0;
  std::uint32_t step_width = 1;
  std::uint32_t least_height = 0;
  std::uint32_t most_height = 0;
  std::uint32_t step_height = 1;
};

// A fraction of a second from one picture to the next.
struct FrameInterval {
  std::uint32_t numerator = 0;
  std::uint32_t denominator = 1;
};

// Intervals from the shortest to the longest; a step of 0 leaves none out.
struct IntervalRange {
  FrameInterval shortest;
  FrameInterval longest;
  FrameInterval step;
};

// The size in the range that is nearest to the wish: not smaller, where that can be.
struct PictureSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};
[[nodiscard]] PictureSize nearestSize(const SizeRange& range, const PictureFormat& wish);

// The rate in the range that is nearest to the wish: not slower, where that can be.
[[nodiscard]] FrameRate nearestRate(const IntervalRange& range, std::uint32_t fps);

}  // namespace diemcau::media
