// SPDX-License-Identifier: Apache-2.0
// The points, and how far apart they are.
#include "daemon/media/encode/picture_points.h"

#include <gst/video/video.h>

#include <algorithm>
#include <cstdlib>
#include <format>
#include <numeric>

namespace diemcau::media {
namespace {

// Of what a picture of its mean colour alone would differ. One that has nothing to do with it differs by more than
// all of it.
constexpr double kMostShare = 0.6;
// Levels that a flat picture may differ by, as noise that is quantised away.
constexpr double kLeastLevels = 16;
constexpr const char* kPlanes[] = {"Y", "U", "V"};

std::vector<std::uint8_t> pointsOfPlane(const GstVideoFrame& frame, guint plane) {
  const auto width = static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_WIDTH(&frame, plane));
  const auto height = static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_HEIGHT(&frame, plane));
  const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_COMP_STRIDE(&frame, plane));
  const auto* pixels = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_COMP_DATA(&frame, plane));
  std::vector<std::uint8_t> points;
  points.reserve(kPointsOfPlane);
  for (std::size_t row = 0; row < kPointRows; ++row) {
    const std::uint8_t* line = pixels + (2 * row + 1) * height / (2 * kPointRows) * stride;
    for (std::size_t column = 0; column < kPointColumns; ++column) {
      points.push_back(line[(2 * column + 1) * width / (2 * kPointColumns)]);
    }
  }
  return points;
}

// Levels: the mean over the points.
double apart(const std::vector<std::uint8_t>& one, const std::vector<std::uint8_t>& other) {
  double sum = 0;
  for (std::size_t i = 0; i < one.size(); ++i) sum += std::abs(one[i] - other[i]);
  return sum / static_cast<double>(one.size());
}

double spread(const std::vector<std::uint8_t>& points) {
  const double mean = std::accumulate(points.begin(), points.end(), 0.0) / static_cast<double>(points.size());
  double sum = 0;
  for (const std::uint8_t point : points) sum += std::abs(point - mean);
  return sum / static_cast<double>(points.size());
}

}  // namespace

std::optional<PicturePoints> pointsOf(GstBuffer* picture, const PictureFormat& format) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  GstVideoFrame frame;
  if (gst_buffer_get_size(picture) < GST_VIDEO_INFO_SIZE(&info) ||
      gst_video_frame_map(&frame, &info, picture, GST_MAP_READ) == FALSE) {
    return std::nullopt;
  }
  PicturePoints points;
  for (guint plane = 0; plane < points.size(); ++plane) points[plane] = pointsOfPlane(frame, plane);
  gst_video_frame_unmap(&frame);
  return points;
}

std::optional<std::string> differenceOf(std::span<const PicturePoints> encoded,
                                        std::span<const PicturePoints> decoded) {
  const std::size_t count = std::min(encoded.size(), decoded.size());
  if (count == 0) return std::nullopt;
  for (std::size_t plane = 0; plane < std::size(kPlanes); ++plane) {
    double levels = 0;
    double most = 0;
    for (std::size_t i = 0; i < count; ++i) {
      levels += apart(encoded[i][plane], decoded[i][plane]);
      most += std::max(kLeastLevels, kMostShare * spread(encoded[i][plane]));
    }
    if (levels <= most) continue;
    return std::format("other pictures than were encoded: {} is {:.0f} levels off", kPlanes[plane],
                       levels / static_cast<double>(count));
  }
  return std::nullopt;
}

}  // namespace diemcau::media
