// SPDX-License-Identifier: Apache-2.0
// The encoder's pipeline for pictures.
#include "daemon/media/encode/video_pipeline.h"

#include <gst/app/gstappsrc.h>

#include <string>
#include <utility>

namespace diemcau::media {
namespace {

// At 60 a second: slots do not fall on whole seconds to the nanosecond.
constexpr std::chrono::milliseconds kHalfASlot{8};
// Of an interval, from a keyframe that was asked for to the next one.
constexpr int kLeastShare = 4;

ElementPtr assemble(const VideoEncoder& encoder) {
  ElementPtr pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new("video"))));
  GstElement* in = gst_element_factory_make("appsrc", "in");
  GstElement* wanted = gst_element_factory_make("capsfilter", nullptr);
  GstElement* out = gst_element_factory_make("appsink", "out");
  if (in == nullptr || wanted == nullptr || out == nullptr) return nullptr;
  gst_util_set_object_arg(G_OBJECT(wanted), "caps", std::string(encoder.codec().caps).c_str());
  gst_bin_add_many(GST_BIN(pipeline.get()), in, encoder.element(), wanted, out, nullptr);
  if (!gst_element_link_many(in, encoder.element(), wanted, out, nullptr)) return nullptr;
  return pipeline;
}

}  // namespace

VideoPipeline::VideoPipeline(std::unique_ptr<VideoEncoder> encoder, ElementPtr pipeline,
                             std::chrono::nanoseconds keyframe_interval, EncodePipeline::Handlers handlers)
    : encoder_(std::move(encoder)),
      pipeline_(UnitKind::Video, std::move(pipeline), std::move(handlers)),
      keyframe_interval_(keyframe_interval) {}

Result<std::unique_ptr<VideoPipeline>> VideoPipeline::create(std::unique_ptr<VideoEncoder> encoder,
                                                             std::chrono::nanoseconds keyframe_interval,
                                                             EncodePipeline::Handlers handlers) {
  ElementPtr pipeline = assemble(*encoder);
  if (!pipeline) return fail("encoder", "not_made", "an element is missing");
  std::unique_ptr<VideoPipeline> video(
      new VideoPipeline(std::move(encoder), std::move(pipeline), keyframe_interval, std::move(handlers)));
  if (auto started = video->pipeline_.start(); !started) return std::unexpected(std::move(started.error()));
  return video;
}

bool VideoPipeline::push(BufferPtr picture, GstCaps* caps) {
  if (!caps_ || !gst_caps_is_equal(caps_.get(), caps)) {
    caps_.reset(gst_caps_ref(caps));
    gst_app_src_set_caps(GST_APP_SRC(pipeline_.in()), caps);
  }
  askIfDue(std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get()))));
  return pipeline_.push(std::move(picture));
}

void VideoPipeline::requestKeyframe() {
  keyframe_asked_ = true;
  encoder_->requestKeyframe();
}

void VideoPipeline::askIfDue(std::chrono::nanoseconds pts) {
  const bool due = pts + kHalfASlot >= keyframe_due_;
  if (!keyframe_asked_.exchange(false)) {
    if (!due) return;
    encoder_->requestKeyframe();
  }
  const std::chrono::nanoseconds interval = keyframe_interval_;
  keyframe_due_ = ((pts + interval / kLeastShare) / interval + 1) * interval;
}

}  // namespace diemcau::media
