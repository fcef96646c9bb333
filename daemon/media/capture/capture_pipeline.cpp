// SPDX-License-Identifier: Apache-2.0
// Opening, running, rewinding and closing a source's pipeline.
#include "daemon/media/capture/capture_pipeline.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include <utility>

#include "daemon/media/capture/device_choice.h"

namespace diemcau::media {
namespace {

constexpr GstClockTime kPrerollBound = 5 * GST_SECOND;

}  // namespace

std::expected<std::unique_ptr<CapturePipeline>, SourceFault> CapturePipeline::open(Medium medium,
                                                                                   const SourceSpec& spec,
                                                                                   const PictureFormat& format,
                                                                                   OnSample on_sample) {
  SourceSpec chosen = spec;
  if (spec.kind == SourceKind::Auto) {
    auto device = chooseCamera();
    if (!device) return std::unexpected(SourceFault{SourceFaultKind::Missing, "no capture device"});
    chosen = std::move(*device);
  }
  const CaptureBackend* backend = backendFor(medium, chosen.kind);
  auto built = backend->build(chosen, format);
  if (!built) return std::unexpected(std::move(built.error()));
  std::unique_ptr<CapturePipeline> capture(new CapturePipeline(std::move(*built), std::move(on_sample)));
  if (auto started = capture->start(backend->looped); !started) return std::unexpected(std::move(started.error()));
  return capture;
}

CapturePipeline::CapturePipeline(ElementPtr pipeline, OnSample on_sample)
    : pipeline_(std::move(pipeline)),
      bus_(gst_pipeline_get_bus(GST_PIPELINE(pipeline_.get()))),
      on_sample_(std::move(on_sample)) {
  const ElementPtr sink(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "out"));
  g_object_set(sink.get(), "max-buffers", 2, "enable-last-sample", FALSE, nullptr);
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = onSampleReady;
  gst_app_sink_set_callbacks(GST_APP_SINK(sink.get()), &callbacks, this, nullptr);
}

CapturePipeline::~CapturePipeline() {
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  gst_bus_set_flushing(bus_.get(), TRUE);
}

std::expected<void, SourceFault> CapturePipeline::start(bool looped) {
  GstElement* pipeline = pipeline_.get();
  if (looped) {
    if (gst_element_set_state(pipeline, GST_STATE_PAUSED) == GST_STATE_CHANGE_FAILURE ||
        gst_element_get_state(pipeline, nullptr, nullptr, kPrerollBound) != GST_STATE_CHANGE_SUCCESS) {
      return std::unexpected(takeError("nothing of the wanted kind in it"));
    }
    // A source that cannot seek ends, and is opened anew.
    gst_element_seek_simple(pipeline, GST_FORMAT_TIME,
                            static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_SEGMENT), 0);
    gst_element_get_state(pipeline, nullptr, nullptr, kPrerollBound);
  }
  if (gst_element_set_state(pipeline, GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    return std::unexpected(takeError("it cannot be started"));
  }
  return {};
}

SourceFault CapturePipeline::takeError(const char* otherwise) {
  const MessagePtr message(gst_bus_pop_filtered(bus_.get(), GST_MESSAGE_ERROR));
  if (!message) return {SourceFaultKind::Unreadable, otherwise};
  GError* error = nullptr;
  gst_message_parse_error(message.get(), &error, nullptr);
  SourceFault fault = faultOfError(*error);
  g_error_free(error);
  return fault;
}

bool CapturePipeline::rewind() {
  return gst_element_seek(pipeline_.get(), 1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_SEGMENT, GST_SEEK_TYPE_SET, 0,
                          GST_SEEK_TYPE_NONE, -1) != FALSE;
}

PictureFormat CapturePipeline::nativePicture() const {
  const bool normalised = [&] {
    const ElementPtr element(gst_bin_get_by_name(GST_BIN(pipeline_.get()), "normalise"));
    return element != nullptr;
  }();
  const ElementPtr element(gst_bin_get_by_name(GST_BIN(pipeline_.get()), normalised ? "normalise" : "out"));
  const PadPtr pad(gst_element_get_static_pad(element.get(), "sink"));
  const CapsPtr caps(gst_pad_get_current_caps(pad.get()));
  GstVideoInfo info;
  if (!caps || !gst_video_info_from_caps(&info, caps.get())) return {};
  const auto fps = info.fps_d > 0 ? info.fps_n / info.fps_d : 0;
  return {static_cast<std::uint32_t>(info.width), static_cast<std::uint32_t>(info.height),
          static_cast<std::uint32_t>(fps)};
}

GstFlowReturn CapturePipeline::onSampleReady(GstAppSink* sink, gpointer self) noexcept {
  const SamplePtr sample(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  const GstBuffer* buffer = gst_sample_get_buffer(sample.get());
  const GstClockTime running =
      gst_segment_to_running_time(gst_sample_get_segment(sample.get()), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  const MediaTime captured =
      GST_CLOCK_TIME_IS_VALID(running)
          ? MediaTime(static_cast<std::int64_t>(gst_element_get_base_time(GST_ELEMENT(sink)) + running))
          : mediaNow();
  static_cast<CapturePipeline*>(self)->on_sample_(sample.get(), captured);
  return GST_FLOW_OK;
}

}  // namespace diemcau::media
