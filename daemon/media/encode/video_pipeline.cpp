// SPDX-License-Identifier: Apache-2.0
// The encoder's pipeline for pictures.
#include "daemon/media/encode/video_pipeline.h"

#include <gst/app/gstappsrc.h>

#include <utility>

namespace diemcau::media {
namespace {

// Main: every decoder since 2005 has it, and CABAC saves a tenth of the bits of Constrained Baseline.
constexpr char kEncodedCaps[] = "video/x-h264,stream-format=byte-stream,alignment=au,profile=main";

ElementPtr assemble(GstElement* encoder) {
  ElementPtr pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new("video"))));
  GstElement* in = gst_element_factory_make("appsrc", "in");
  GstElement* wanted = gst_element_factory_make("capsfilter", nullptr);
  GstElement* out = gst_element_factory_make("appsink", "out");
  if (in == nullptr || wanted == nullptr || out == nullptr) return nullptr;
  gst_util_set_object_arg(G_OBJECT(wanted), "caps", kEncodedCaps);
  gst_bin_add_many(GST_BIN(pipeline.get()), in, encoder, wanted, out, nullptr);
  if (!gst_element_link_many(in, encoder, wanted, out, nullptr)) return nullptr;
  return pipeline;
}

}  // namespace

VideoPipeline::VideoPipeline(std::unique_ptr<VideoEncoder> encoder, ElementPtr pipeline,
                             EncodePipeline::Handlers handlers)
    : encoder_(std::move(encoder)), pipeline_(UnitKind::Video, std::move(pipeline), std::move(handlers)) {}

Result<std::unique_ptr<VideoPipeline>> VideoPipeline::create(const VideoSettings& settings,
                                                             EncodePipeline::Handlers handlers) {
  auto encoder = chooseVideoEncoder(settings);
  if (!encoder) return std::unexpected(std::move(encoder.error()));
  ElementPtr pipeline = assemble((*encoder)->element());
  if (!pipeline) return fail("encoder", "not_made", "an element is missing");
  std::unique_ptr<VideoPipeline> video(
      new VideoPipeline(std::move(*encoder), std::move(pipeline), std::move(handlers)));
  if (auto started = video->pipeline_.start(); !started) return std::unexpected(std::move(started.error()));
  return video;
}

void VideoPipeline::push(BufferPtr picture, GstCaps* caps) {
  if (!caps_ || !gst_caps_is_equal(caps_.get(), caps)) {
    caps_.reset(gst_caps_ref(caps));
    gst_app_src_set_caps(GST_APP_SRC(pipeline_.in()), caps);
  }
  pipeline_.push(std::move(picture));
}

}  // namespace diemcau::media
