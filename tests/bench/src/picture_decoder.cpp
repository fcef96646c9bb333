// SPDX-License-Identifier: Apache-2.0
// A decoder without queues, and the clock's reader behind it.
#include "tests/bench/src/picture_decoder.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>
#include <gst/video/video.h>

#include <chrono>

#include "daemon/media/capture/pixel_clock.h"

namespace diemcau::bench {
namespace {

constexpr const char* kPipeline =
    "appsrc name=in is-live=true format=time caps=video/x-h264,stream-format=byte-stream,alignment=au ! "
    "avdec_h264 max-threads=1 output-corrupt=false ! appsink name=out sync=false max-buffers=4";
constexpr GstClockTime kPeriod = GST_SECOND / 30;

std::int64_t nowUs() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::int64_t clockIn(GstSample* sample) {
  GstVideoInfo info;
  GstVideoFrame frame;
  if (!gst_video_info_from_caps(&info, gst_sample_get_caps(sample)) ||
      !gst_video_frame_map(&frame, &info, gst_sample_get_buffer(sample), GST_MAP_READ)) {
    return 0;
  }
  const auto height = static_cast<std::uint32_t>(GST_VIDEO_FRAME_HEIGHT(&frame));
  const auto stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, 0));
  const auto time =
      media::readPixelClock({{static_cast<std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, 0)), stride * height},
                             static_cast<std::uint32_t>(GST_VIDEO_FRAME_WIDTH(&frame)),
                             height,
                             stride});
  gst_video_frame_unmap(&frame);
  return time ? std::chrono::duration_cast<std::chrono::microseconds>(*time).count() : 0;
}

}  // namespace

Result<std::unique_ptr<PictureDecoder>> PictureDecoder::start() {
  gst_init(nullptr, nullptr);
  GError* error = nullptr;
  GstElement* pipeline = gst_parse_launch(kPipeline, &error);
  if (error != nullptr) {
    const std::string words = error->message;
    g_error_free(error);
    return fail("decoder", "not_built", words);
  }
  std::unique_ptr<PictureDecoder> decoder(new PictureDecoder(pipeline));
  if (gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    return fail("decoder", "not_started");
  }
  return decoder;
}

PictureDecoder::PictureDecoder(GstElement* pipeline)
    : pipeline_(pipeline), source_(gst_bin_get_by_name(GST_BIN(pipeline), "in")) {
  GstElement* sink = gst_bin_get_by_name(GST_BIN(pipeline), "out");
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = [](GstAppSink* from, gpointer self) {
    return static_cast<GstFlowReturn>(onPicture(from, self));
  };
  gst_app_sink_set_callbacks(GST_APP_SINK(sink), &callbacks, this, nullptr);
  gst_object_unref(sink);
}

PictureDecoder::~PictureDecoder() {
  gst_element_set_state(pipeline_, GST_STATE_NULL);
  gst_object_unref(source_);
  gst_object_unref(pipeline_);
}

void PictureDecoder::decode(std::vector<std::uint8_t> picture) {
  GstBuffer* buffer = gst_buffer_new_memdup(picture.data(), picture.size());
  GST_BUFFER_PTS(buffer) = pushed_ * kPeriod;
  GST_BUFFER_DURATION(buffer) = kPeriod;
  ++pushed_;
  gst_app_src_push_buffer(GST_APP_SRC(source_), buffer);
}

int PictureDecoder::onPicture(GstAppSink* sink, void* self) noexcept {
  auto* const decoder = static_cast<PictureDecoder*>(self);
  GstSample* sample = gst_app_sink_pull_sample(sink);
  if (sample == nullptr) return GST_FLOW_EOS;
  const std::int64_t seen = nowUs();
  const SeenPicture picture{GST_BUFFER_PTS(gst_sample_get_buffer(sample)) / kPeriod, clockIn(sample), seen};
  gst_sample_unref(sample);
  const std::lock_guard lock(decoder->mutex_);
  decoder->seen_.push_back(picture);
  return GST_FLOW_OK;
}

std::vector<SeenPicture> PictureDecoder::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(seen_, {});
}

}  // namespace diemcau::bench
