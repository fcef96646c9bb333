// SPDX-License-Identifier: Apache-2.0
// Pixel formats, and how modes compare.
#include "daemon/media/capture/format_choice.h"

#include <linux/videodev2.h>

#include <algorithm>
#include <cmath>
#include <format>

namespace diemcau::media {
namespace {

// Copied as they are; reordered; halved in chroma; made of RGB; decoded.
enum Cost { kNone, kReorder, kHalve, kColours, kJpeg, kH264, kConverted, kGrey };

constexpr PixelFormat kFormats[] = {
    {V4L2_PIX_FMT_YUV420, PixelKind::Raw, "I420", kNone},    {V4L2_PIX_FMT_YUV420M, PixelKind::Raw, "I420", kNone},
    {V4L2_PIX_FMT_NV12, PixelKind::Raw, "NV12", kReorder},   {V4L2_PIX_FMT_NV12M, PixelKind::Raw, "NV12", kReorder},
    {V4L2_PIX_FMT_NV21, PixelKind::Raw, "NV21", kReorder},   {V4L2_PIX_FMT_NV21M, PixelKind::Raw, "NV21", kReorder},
    {V4L2_PIX_FMT_YVU420, PixelKind::Raw, "YV12", kReorder}, {V4L2_PIX_FMT_YVU420M, PixelKind::Raw, "YV12", kReorder},
    {V4L2_PIX_FMT_YUYV, PixelKind::Raw, "YUY2", kHalve},     {V4L2_PIX_FMT_UYVY, PixelKind::Raw, "UYVY", kHalve},
    {V4L2_PIX_FMT_YVYU, PixelKind::Raw, "YVYU", kHalve},     {V4L2_PIX_FMT_VYUY, PixelKind::Raw, "VYUY", kHalve},
    {V4L2_PIX_FMT_YUV422P, PixelKind::Raw, "Y42B", kHalve},  {V4L2_PIX_FMT_NV16, PixelKind::Raw, "NV16", kHalve},
    {V4L2_PIX_FMT_NV61, PixelKind::Raw, "NV61", kHalve},     {V4L2_PIX_FMT_NV24, PixelKind::Raw, "NV24", kHalve},
    {V4L2_PIX_FMT_XBGR32, PixelKind::Raw, "BGRx", kColours}, {V4L2_PIX_FMT_ABGR32, PixelKind::Raw, "BGRA", kColours},
    {V4L2_PIX_FMT_BGR32, PixelKind::Raw, "BGRx", kColours},  {V4L2_PIX_FMT_BGR24, PixelKind::Raw, "BGR", kColours},
    {V4L2_PIX_FMT_RGB24, PixelKind::Raw, "RGB", kColours},   {V4L2_PIX_FMT_MJPEG, PixelKind::Jpeg, {}, kJpeg},
    {V4L2_PIX_FMT_JPEG, PixelKind::Jpeg, {}, kJpeg},         {V4L2_PIX_FMT_H264, PixelKind::H264, {}, kH264},
    {V4L2_PIX_FMT_GREY, PixelKind::Raw, "GRAY8", kGrey},
};

// A camera says 30000/1001 and means 30.
constexpr double kSameRate = 0.99;
constexpr double kSlow = 0.5;  // of the wish

bool knownRate(const FrameRate& rate) { return rate.numerator > 0; }

ChosenMode at(const VideoMode& mode, const FrameRate& rate) {
  return {mode.fourcc, mode.width, mode.height, rate, mode.converted};
}

ChosenMode atBestRate(const VideoMode& mode, const PictureFormat& wish) {
  ChosenMode best = at(mode, mode.rates.empty() ? FrameRate{} : mode.rates.front());
  for (const FrameRate& rate : mode.rates) {
    const ChosenMode other = at(mode, rate);
    if (distance(other, wish) < distance(best, wish)) best = other;
  }
  return best;
}

std::string rateText(const FrameRate& rate) {
  return knownRate(rate) ? std::format("@{:.4g}", rate.perSecond()) : std::string();
}

}  // namespace

const PixelFormat* pixelFormat(std::uint32_t fourcc) {
  const auto* found = std::ranges::find(kFormats, fourcc, &PixelFormat::fourcc);
  return found == std::end(kFormats) ? nullptr : found;
}

ModeDistance distance(const ChosenMode& mode, const PictureFormat& wish) {
  ModeDistance far;
  const double fps = mode.rate.perSecond();
  far.slow = knownRate(mode.rate) && fps < kSlow * wish.fps;
  const bool exact = mode.width == wish.width && mode.height == wish.height;
  const bool larger = mode.width >= wish.width && mode.height >= wish.height;
  far.size_class = exact ? 0 : larger ? 1 : 2;
  far.other_shape = larger && std::uint64_t{mode.width} * wish.height != std::uint64_t{mode.height} * wish.width;
  const std::uint64_t pixels = std::uint64_t{mode.width} * mode.height;
  const std::uint64_t wished = std::uint64_t{wish.width} * wish.height;
  far.size = pixels > wished ? pixels - wished : wished - pixels;
  if (knownRate(mode.rate)) {
    far.slower = fps < kSameRate * wish.fps;
    far.rate = std::abs(fps - wish.fps);
  }
  const PixelFormat* format = pixelFormat(mode.fourcc);
  far.cost = mode.converted || format == nullptr ? kConverted : format->cost;
  return far;
}

std::vector<ChosenMode> rankModes(std::span<const VideoMode> modes, const PictureFormat& wish) {
  std::vector<ChosenMode> ranked;
  for (const VideoMode& mode : modes) {
    if (pixelFormat(mode.fourcc) != nullptr) ranked.push_back(atBestRate(mode, wish));
  }
  std::ranges::stable_sort(ranked, {}, [&](const ChosenMode& mode) { return distance(mode, wish); });
  return ranked;
}

std::string deviation(const ChosenMode& mode, const PictureFormat& wish, SizeOf size) {
  const ModeDistance far = distance(mode, wish);
  const bool other_rate = knownRate(mode.rate) && (far.slower || mode.rate.perSecond() * kSameRate > wish.fps);
  const bool differs = size == SizeOf::Camera ? far.size_class != 0 || other_rate : far.size_class == 2 || far.slower;
  if (!differs) return {};
  return std::format("{}x{}@{} wished, {}x{}{} given ({})", wish.width, wish.height, wish.fps, mode.width, mode.height,
                     rateText(mode.rate), fourccText(mode.fourcc));
}

}  // namespace diemcau::media
