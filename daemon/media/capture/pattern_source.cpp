// SPDX-License-Identifier: Apache-2.0
// The generated picture: colour bars, a clock in its pixels (pixel_clock.h) and a square that moves.
#include <gst/video/video.h>

#include <algorithm>
#include <cstring>
#include <format>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/capture/pixel_clock.h"

namespace diemcau::media {
namespace {

constexpr std::chrono::nanoseconds kLap = std::chrono::seconds(4);
constexpr std::uint8_t kSquareLuma = 235;

void drawSquare(const LumaPlane& luma, MediaTime time) {
  const std::size_t side = luma.height / 6;
  const std::size_t way = luma.width - side;
  const auto phase = static_cast<std::size_t>(time % kLap / std::chrono::microseconds(1));
  const std::size_t left = way * phase / static_cast<std::size_t>(kLap / std::chrono::microseconds(1));
  for (std::size_t row = luma.height / 2; row < luma.height / 2 + side; ++row) {
    std::memset(luma.bytes.data() + row * luma.stride + left, kSquareLuma, side);
  }
}

// The bars are one buffer that videotestsrc hands out again and again: each picture is a copy of it in a
// pool's buffer, drawn upon.
GstPadProbeReturn onPicture(GstPad* pad, GstPadProbeInfo* info, gpointer data) noexcept {
  auto* pool = static_cast<GstBufferPool*>(data);
  GstBuffer* bars = GST_PAD_PROBE_INFO_BUFFER(info);
  GstBuffer* drawn = nullptr;
  if (gst_buffer_pool_acquire_buffer(pool, &drawn, nullptr) != GST_FLOW_OK) return GST_PAD_PROBE_DROP;
  gst_buffer_copy_into(drawn, bars, GST_BUFFER_COPY_TIMESTAMPS, 0, static_cast<gsize>(-1));

  GstVideoInfo format;
  const CapsPtr caps(gst_pad_get_current_caps(pad));
  GstVideoFrame from;
  GstVideoFrame to;
  if (caps && gst_video_info_from_caps(&format, caps.get()) &&
      gst_video_frame_map(&from, &format, bars, GST_MAP_READ)) {
    if (gst_video_frame_map(&to, &format, drawn, GST_MAP_WRITE)) {
      gst_video_frame_copy(&to, &from);
      const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&to, 0));
      const auto height = static_cast<std::uint32_t>(GST_VIDEO_FRAME_HEIGHT(&to));
      const LumaPlane luma{{static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&to, 0)), stride * height},
                           static_cast<std::uint32_t>(GST_VIDEO_FRAME_WIDTH(&to)),
                           height,
                           stride};
      const MediaTime now = mediaNow();
      drawSquare(luma, now);
      drawPixelClock(luma, now);
      gst_video_frame_unmap(&to);
    }
    gst_video_frame_unmap(&from);
  }
  gst_buffer_unref(bars);
  GST_PAD_PROBE_INFO_DATA(info) = drawn;
  return GST_PAD_PROBE_OK;
}

void freePool(gpointer pool) noexcept {
  gst_buffer_pool_set_active(static_cast<GstBufferPool*>(pool), FALSE);
  gst_object_unref(pool);
}

GstBufferPool* makePool(const PictureFormat& format) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_I420, format.width, format.height);
  const CapsPtr caps(gst_video_info_to_caps(&info));
  GstBufferPool* pool = gst_video_buffer_pool_new();
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, caps.get(), static_cast<guint>(GST_VIDEO_INFO_SIZE(&info)), 0, 0);
  gst_buffer_pool_set_config(pool, config);
  gst_buffer_pool_set_active(pool, TRUE);
  return pool;
}

}  // namespace

BuiltSource buildPattern(const SourceSpec&, const PictureFormat& format) {
  auto pipeline = buildSource(std::format(
      "videotestsrc name=bars is-live=true pattern=smpte75 ! {},framerate={}/1 ! appsink name=out sync=false",
      pictureCaps(format), format.fps));
  if (!pipeline) return pipeline;
  const ElementPtr bars(gst_bin_get_by_name(GST_BIN(pipeline->get()), "bars"));
  const PadPtr pad(gst_element_get_static_pad(bars.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, onPicture, makePool(format), freePool);
  return pipeline;
}

}  // namespace diemcau::media
