// SPDX-License-Identifier: Apache-2.0
// Into the encoder and out of it.
#include "daemon/media/encode/encode_pipeline.h"

#include <gst/app/gstappsink.h>
#include <gst/app/gstappsrc.h>

#include <utility>

#include "daemon/media/gst_pipeline.h"

namespace diemcau::media {
namespace {

// Waiting for the encoder: a picture and those that the guard repeats before it. More would be latency.
constexpr std::uint64_t kMostPictures = 5;
// Blocks of 20 ms. They come many at once when a microphone is given up, or when the machine held the guard's thread
// up; sound costs the encoder so little that it is soon done with them.
constexpr std::uint64_t kMostBlocks = 50;

ElementPtr named(const ElementPtr& pipeline, const char* name) {
  return ElementPtr(gst_bin_get_by_name(GST_BIN(pipeline.get()), name));
}

}  // namespace

EncodePipeline::EncodePipeline(UnitKind kind, ElementPtr pipeline, Handlers handlers)
    : kind_(kind),
      pipeline_(std::move(pipeline)),
      in_(named(pipeline_, "in")),
      bus_(gst_pipeline_get_bus(GST_PIPELINE(pipeline_.get()))),
      handlers_(std::move(handlers)) {
  g_object_set(in_.get(), "format", GST_FORMAT_TIME, "is-live", TRUE, "max-buffers", std::uint64_t{8}, "max-bytes",
               std::uint64_t{0}, nullptr);
  const ElementPtr out = named(pipeline_, "out");
  g_object_set(out.get(), "sync", FALSE, "async", FALSE, "enable-last-sample", FALSE, nullptr);
  GstAppSinkCallbacks callbacks{};
  callbacks.new_sample = onSampleReady;
  gst_app_sink_set_callbacks(GST_APP_SINK(out.get()), &callbacks, this, nullptr);
}

EncodePipeline::~EncodePipeline() {
  unwatch();
  gst_element_set_state(pipeline_.get(), GST_STATE_NULL);
  gst_bus_set_flushing(bus_.get(), TRUE);
}

Result<void> EncodePipeline::start() {
  if (gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    return fail("encoder", "not_started", kind_ == UnitKind::Video ? "picture" : "sound");
  }
  return {};
}

void EncodePipeline::watch() {
  gst_bus_add_watch(bus_.get(), onMessage, this);
  watched_ = true;
}

void EncodePipeline::unwatch() {
  if (std::exchange(watched_, false)) gst_bus_remove_watch(bus_.get());
}

std::optional<std::string> EncodePipeline::takeError() { return media::takeError(bus_.get()); }

bool EncodePipeline::push(BufferPtr buffer) {
  GstAppSrc* source = GST_APP_SRC(in_.get());
  ++handlers_.meter.pushed;
  const std::uint64_t most = kind_ == UnitKind::Video ? kMostPictures : kMostBlocks;
  if (gst_app_src_get_current_level_buffers(source) >= most) {
    ++handlers_.meter.refused;
    return false;
  }
  gst_app_src_push_buffer(source, buffer.release());
  return true;
}

GstFlowReturn EncodePipeline::onSampleReady(GstAppSink* sink, gpointer data) noexcept {
  auto* self = static_cast<EncodePipeline*>(data);
  const SamplePtr sample(gst_app_sink_pull_sample(sink));
  if (!sample) return GST_FLOW_EOS;
  GstBuffer* buffer = gst_sample_get_buffer(sample.get());
  // Encoders may shift PTS and segment together (x264enc does, by a thousand hours).
  const GstClockTime at =
      gst_segment_to_running_time(gst_sample_get_segment(sample.get()), GST_FORMAT_TIME, GST_BUFFER_PTS(buffer));
  GstMapInfo map;
  if (!GST_CLOCK_TIME_IS_VALID(at) || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return GST_FLOW_OK;
  const EncodedUnit unit{
      .kind = self->kind_,
      .keyframe = self->kind_ == UnitKind::Video && !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT),
      .pts = std::chrono::nanoseconds(static_cast<std::int64_t>(at)),
      .bytes = {map.data, map.size}};
  self->handlers_.meter.count(unit);
  self->handlers_.sink.onUnit(unit);
  gst_buffer_unmap(buffer, &map);
  return GST_FLOW_OK;
}

gboolean EncodePipeline::onMessage(GstBus*, GstMessage* message, gpointer data) noexcept {
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR) {
    static_cast<EncodePipeline*>(data)->handlers_.failed(textOf(message));
  }
  return G_SOURCE_CONTINUE;
}

}  // namespace diemcau::media
