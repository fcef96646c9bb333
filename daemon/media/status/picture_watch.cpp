// SPDX-License-Identifier: Apache-2.0
// From the stream's pictures to the worker and back.
#include "daemon/media/status/picture_watch.h"

#include <gst/video/video.h>

#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kEvery = 500ms;

}  // namespace

std::optional<PictureMeasure> measureBuffer(GstBuffer* picture, const GstCaps* caps) {
  GstVideoInfo info;
  GstVideoFrame frame;
  if (!gst_video_info_from_caps(&info, caps) || !GST_VIDEO_INFO_IS_YUV(&info) ||
      GST_VIDEO_INFO_COMP_PSTRIDE(&info, 0) != 1 || !gst_video_frame_map(&frame, &info, picture, GST_MAP_READ)) {
    return std::nullopt;
  }
  const auto height = static_cast<std::uint32_t>(GST_VIDEO_FRAME_HEIGHT(&frame));
  const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0));
  LumaView luma{.bytes = {static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)), stride * height},
                .width = static_cast<std::uint32_t>(GST_VIDEO_FRAME_WIDTH(&frame)),
                .height = height,
                .stride = stride};
  if (info.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255) {
    luma.black = 0;
    luma.white = 255;
  }
  const PictureMeasure measure = measurePicture(luma);
  gst_video_frame_unmap(&frame);
  return measure;
}

PictureWatch::PictureWatch(base::EventLoop& loop, Worker& worker, std::function<void()> changed)
    : loop_(loop), worker_(worker), changed_(std::move(changed)) {}

PictureWatch::~PictureWatch() { *alive_ = false; }

void PictureWatch::expect(PictureKind kind) {
  if (kind_.exchange(kind) == kind) return;
  analysis_.reset();
  conclude();
}

void PictureWatch::offer(GstBuffer* picture, GstCaps* caps, MediaTime now) {
  const PictureKind kind = kind_;
  if (kind == PictureKind::None || now.count() < due_ns_ || busy_.exchange(true)) return;
  due_ns_ = (now + kEvery).count();
  worker_.post([this, lent = std::shared_ptr<GstBuffer>(gst_buffer_ref(picture), GstRelease()),
                form = std::shared_ptr<GstCaps>(gst_caps_ref(caps), GstRelease()), now, kind, alive = alive_,
                &loop = loop_] {
    const auto measure = measureBuffer(lent.get(), form.get());
    loop.post([this, alive, now, kind, measure] {
      if (!*alive) return;
      busy_ = false;
      if (measure) measured(now, kind, *measure);
    });
  });
}

void PictureWatch::measured(MediaTime at, PictureKind kind, const PictureMeasure& picture) {
  // One that was of something else.
  if (kind != kind_) return;
  analysis_.add(at, kind, picture);
  conclude();
}

void PictureWatch::conclude() {
  if (std::exchange(findings_, analysis_.findings()) != analysis_.findings()) changed_();
}

}  // namespace diemcau::media
