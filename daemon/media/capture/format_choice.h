// SPDX-License-Identifier: Apache-2.0
// Which of a camera's modes serves a wish best.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/media/capture/video_mode.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// How the pictures of a pixel format come: as they are, compressed, or not at all.
enum class PixelKind { Raw, Jpeg, H264, Unreadable };

struct PixelFormat {
  std::uint32_t fourcc = 0;
  PixelKind kind = PixelKind::Unreadable;
  std::string_view name;  // GStreamer's, of a raw format
  int cost = 0;           // on the way to I420; grey pictures come last whatever they cost
};

// Nothing for a format that only libv4lconvert may be able to read.
[[nodiscard]] const PixelFormat* pixelFormat(std::uint32_t fourcc);

// A mode at one of its rates.
struct ChosenMode {
  std::uint32_t fourcc = 0;
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels
  FrameRate rate;            // a numerator of 0: it does not say
  bool converted = false;

  friend bool operator==(const ChosenMode&, const ChosenMode&) = default;
};

// How far a mode is from the wish; the smaller the better, member after member. The size comes first: the
// exact one, then the next larger (of the same shape before others), then the nearest; then the rate: the
// next higher, then the nearest; then what costs least. A size that is given at less than half the rate that
// is wished comes after those that are not: raw pictures that USB cannot carry are no picture to talk to.
struct ModeDistance {
  bool slow = false;
  int size_class = 0;  // 0 exact, 1 larger, 2 smaller in a dimension
  bool other_shape = false;
  std::uint64_t size = 0;  // pixels more or less
  bool slower = false;
  double rate = 0;
  int cost = 0;

  friend auto operator<=>(const ModeDistance&, const ModeDistance&) = default;
};
[[nodiscard]] ModeDistance distance(const ChosenMode& mode, const PictureFormat& wish);

// Every mode that can be read, at the rate that serves the wish best, the best first.
[[nodiscard]] std::vector<ChosenMode> rankModes(std::span<const VideoMode> modes, const PictureFormat& wish);

// What is not as wished, in figures: "1280x720@30 wished, 640x480@15 given (YUYV)". Empty: nothing is. Of
// an input whose size is that of the signal, only what falls short of the wish counts.
enum class SizeOf { Camera, Signal };
[[nodiscard]] std::string deviation(const ChosenMode& mode, const PictureFormat& wish, SizeOf size);

}  // namespace diemcau::media
