// SPDX-License-Identifier: Apache-2.0
// Choosing and scaling.
#include "daemon/media/encode/picture_reducer.h"

#include <gst/video/video.h>

#include <utility>

#include "daemon/media/guard/video_guard.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

// Slots do not fall on whole seconds to the nanosecond; at 60 a second half of one.
constexpr std::chrono::nanoseconds kNearly = 8ms;
constexpr std::chrono::nanoseconds kRounding = 1us;

}  // namespace

struct PictureReducer::Scaler {
  Scaler(const GstVideoInfo& from, const GstVideoInfo& to)
      : in(from),
        out(to),
        converter(gst_video_converter_new(
            &in, &out,
            gst_structure_new("config", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
                              GST_VIDEO_RESAMPLER_METHOD_LINEAR, nullptr))),
        pool(gst_buffer_pool_new()) {
    GstStructure* config = gst_buffer_pool_get_config(pool.get());
    gst_buffer_pool_config_set_params(config, nullptr, static_cast<guint>(out.size), 0, 0);
    gst_buffer_pool_set_config(pool.get(), config);
    gst_buffer_pool_set_active(pool.get(), TRUE);
  }
  ~Scaler() {
    gst_buffer_pool_set_active(pool.get(), FALSE);
    gst_video_converter_free(converter);
  }
  Scaler(const Scaler&) = delete;
  Scaler& operator=(const Scaler&) = delete;

  // Null: there is no memory.
  [[nodiscard]] BufferPtr scale(GstBuffer* picture) const {
    GstBuffer* made = nullptr;
    if (gst_buffer_pool_acquire_buffer(pool.get(), &made, nullptr) != GST_FLOW_OK) return nullptr;
    BufferPtr scaled(made);
    GstVideoFrame source;
    if (!gst_video_frame_map(&source, &in, picture, GST_MAP_READ)) return nullptr;
    GstVideoFrame target;
    const bool mapped = gst_video_frame_map(&target, &out, made, GST_MAP_WRITE) != FALSE;
    if (mapped) {
      gst_video_converter_frame(converter, &source, &target);
      gst_video_frame_unmap(&target);
    }
    gst_video_frame_unmap(&source);
    if (!mapped) return nullptr;
    gst_buffer_copy_into(made, picture, GST_BUFFER_COPY_TIMESTAMPS, 0, static_cast<gsize>(-1));
    return scaled;
  }

  const GstVideoInfo in;
  const GstVideoInfo out;
  GstVideoConverter* const converter;
  const BufferPoolPtr pool;
};

PictureReducer::PictureReducer(const PictureFormat& format) : format_(format) {}
PictureReducer::~PictureReducer() = default;

void PictureReducer::setRate(std::uint32_t fps) {
  if (format_.fps == fps) return;
  format_.fps = fps;
  from_.reset();
  next_passes_ = true;
}

std::optional<PictureReducer::Reduced> PictureReducer::reduce(BufferPtr picture, GstCaps* caps) {
  if (!isDue(std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get()))))) return std::nullopt;
  if (from_.get() != caps) takeCaps(caps);
  if (scaler_) picture = scaler_->scale(picture.get());
  if (!picture) return std::nullopt;
  return Reduced{std::move(picture), to_.get()};
}

bool PictureReducer::isDue(std::chrono::nanoseconds pts) {
  const std::int64_t slot = (pts + kRounding).count() * format_.fps / std::chrono::nanoseconds(1s).count();
  const bool due = slot > slot_ && (apart_ == 0ms || (apart_ < 1h && pts + kNearly >= passed_ + apart_));
  if (!std::exchange(next_passes_, false) && !due) return false;
  slot_ = slot;
  passed_ = pts;
  return true;
}

void PictureReducer::takeCaps(GstCaps* caps) {
  from_.reset(gst_caps_ref(caps));
  GstVideoInfo in;
  gst_video_info_from_caps(&in, caps);
  const bool same_size =
      static_cast<std::uint32_t>(in.width) == format_.width && static_cast<std::uint32_t>(in.height) == format_.height;
  const bool same_rate = static_cast<std::uint32_t>(in.fps_n) == format_.fps && in.fps_d == 1;
  to_ = same_size && same_rate ? CapsPtr(gst_caps_ref(caps)) : encoderCaps(caps, format_);
  if (same_size) return scaler_.reset();
  GstVideoInfo out;
  gst_video_info_from_caps(&out, to_.get());
  // A converter wants no other rate.
  out.fps_n = in.fps_n;
  out.fps_d = in.fps_d;
  scaler_ = std::make_unique<Scaler>(in, out);
}

}  // namespace diemcau::media
