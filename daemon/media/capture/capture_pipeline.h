// SPDX-License-Identifier: Apache-2.0
// One attempt at a source: its pipeline, from opening to closing.
#pragma once

#include <expected>
#include <functional>
#include <memory>

#include "daemon/media/capture/capture_backend.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_time.h"

typedef struct _GstAppSink GstAppSink;

namespace diemcau::media {

// A pipeline of its own for each source, so that an error in it touches nothing else. Opening and closing
// may block for as long as a driver likes: do both on a Worker. The rest is thread-safe.
class CapturePipeline {
 public:
  // A picture or some sound, and when it was captured (sound: its first sample). On a streaming thread.
  using OnSample = std::function<void(GstSample* sample, MediaTime captured)>;

  // Returns when the source runs (devices) or has its first data ready (looped ones: files).
  [[nodiscard]] static std::expected<std::unique_ptr<CapturePipeline>, SourceFault> start(BuiltSource built,
                                                                                          bool looped,
                                                                                          OnSample on_sample);
  ~CapturePipeline();
  CapturePipeline(const CapturePipeline&) = delete;
  CapturePipeline& operator=(const CapturePipeline&) = delete;

  // Errors, the end of the stream and (looped sources) GST_MESSAGE_SEGMENT_DONE arrive here.
  [[nodiscard]] GstBus* bus() const { return bus_.get(); }
  // A looped source from its beginning, without a gap. False: it cannot.
  [[nodiscard]] bool rewind();
  // The picture as the source gives it; zeros while that is unknown.
  [[nodiscard]] PictureFormat nativePicture() const;

 private:
  CapturePipeline(ElementPtr pipeline, OnSample on_sample);
  [[nodiscard]] std::expected<void, SourceFault> play(bool looped);
  [[nodiscard]] SourceFault takeError(const char* otherwise);
  static GstFlowReturn onSampleReady(GstAppSink* sink, gpointer self) noexcept;

  ElementPtr pipeline_;
  BusPtr bus_;
  const OnSample on_sample_;
};

}  // namespace diemcau::media
