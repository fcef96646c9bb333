// SPDX-License-Identifier: Apache-2.0
// From a raw picture to camera.jpg.
#include "daemon/media/status/snapshot.h"

#include <gst/video/video.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "daemon/base/atomic_file.h"
#include "daemon/base/jpeg.h"

namespace diemcau::media {
namespace {

constexpr std::uint32_t kWidth = 640;
constexpr mode_t kMode = 0644;

struct FreeConverter {
  void operator()(GstVideoConverter* converter) const noexcept { gst_video_converter_free(converter); }
};

BufferPtr convert(GstBuffer* picture, GstVideoInfo& from, GstVideoInfo& to) {
  BufferPtr pixels(gst_buffer_new_allocate(nullptr, GST_VIDEO_INFO_SIZE(&to), nullptr));
  const std::unique_ptr<GstVideoConverter, FreeConverter> converter(gst_video_converter_new(&from, &to, nullptr));
  GstVideoFrame source;
  GstVideoFrame target;
  if (!converter || !gst_video_frame_map(&source, &from, picture, GST_MAP_READ)) return nullptr;
  const bool mapped = gst_video_frame_map(&target, &to, pixels.get(), GST_MAP_WRITE) != FALSE;
  if (mapped) {
    gst_video_converter_frame(converter.get(), &source, &target);
    gst_video_frame_unmap(&target);
  }
  gst_video_frame_unmap(&source);
  return mapped ? std::move(pixels) : nullptr;
}

// As another one, in this format and size.
GstVideoInfo infoLike(const GstVideoInfo& other, GstVideoFormat format, std::uint32_t width, std::uint32_t height) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, format, width, height);
  info.fps_n = other.fps_n;
  info.fps_d = other.fps_d;
  if (format != GST_VIDEO_INFO_FORMAT(&other)) return info;
  info.colorimetry = other.colorimetry;
  info.chroma_site = other.chroma_site;
  return info;
}

}  // namespace

Result<std::string> jpegOf(GstBuffer* picture, const GstCaps* caps, std::uint32_t width) {
  GstVideoInfo from;
  if (!gst_video_info_from_caps(&from, caps)) return fail("jpeg", "not_encoded", "no raw picture");
  const auto source_width = static_cast<std::uint32_t>(GST_VIDEO_INFO_WIDTH(&from));
  const auto source_height = static_cast<std::uint32_t>(GST_VIDEO_INFO_HEIGHT(&from));
  const std::uint32_t wide = std::min(width, source_width);
  const std::uint32_t high = std::max(1U, (source_height * wide + source_width / 2) / source_width);
  GstVideoInfo small = infoLike(from, GST_VIDEO_INFO_FORMAT(&from), wide, high);
  GstVideoInfo to = infoLike(from, GST_VIDEO_FORMAT_BGRx, wide, high);
  // Each plane is scaled and then turned into BGRx: a third of the work of both in one go.
  const BufferPtr scaled = wide < source_width ? convert(picture, from, small) : BufferPtr(gst_buffer_ref(picture));
  const BufferPtr pixels = scaled ? convert(scaled.get(), small, to) : nullptr;
  if (!pixels) return fail("jpeg", "not_encoded", "the picture cannot be converted");
  GstMapInfo map;
  gst_buffer_map(pixels.get(), &map, GST_MAP_READ);
  auto jpeg = base::encodeJpeg(
      {{map.data, map.size}, wide, high, static_cast<std::size_t>(GST_VIDEO_INFO_PLANE_STRIDE(&to, 0))}, wide);
  gst_buffer_unmap(pixels.get(), &map);
  return jpeg;
}

Snapshot::Snapshot(base::EventLoop& loop, const base::Clock& clock, Worker& worker, const std::filesystem::path& dir)
    : loop_(loop), clock_(clock), worker_(worker), file_(dir / "camera.jpg") {}

Snapshot::~Snapshot() { *alive_ = false; }

void Snapshot::offer(GstBuffer* picture, GstCaps* caps, MediaTime now) {
  const MediaTime interval(interval_ns_.load());
  if (interval == MediaTime{} || now.count() < due_ns_ || busy_.exchange(true)) return;
  due_ns_ = (now + interval).count();
  worker_.post([this, file = file_, lent = std::shared_ptr<GstBuffer>(gst_buffer_ref(picture), GstRelease()),
                form = std::shared_ptr<GstCaps>(gst_caps_ref(caps), GstRelease()), alive = alive_, &loop = loop_] {
    const auto jpeg = jpegOf(lent.get(), form.get(), kWidth);
    const auto stored = jpeg.and_then(
        [&](const auto& bytes) { return base::writeFileAtomically(file, bytes, kMode, base::Durability::Volatile); });
    if (!stored) spdlog::warn("snapshot: {}", stored.error().describe());
    loop.post([this, alive, ok = stored.has_value()] {
      if (*alive) written(ok);
    });
  });
}

void Snapshot::written(bool ok) {
  busy_ = false;
  if (!ok) return;
  ++status_.seq;
  status_.taken_at = clock_.wall();
}

}  // namespace diemcau::media
