// SPDX-License-Identifier: Apache-2.0
// What the pipelines of picture and sound have in common: appsrc in, encoded units out.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "contract/result.h"
#include "daemon/media/encode/encode_meter.h"
#include "daemon/media/encode/encoded_unit.h"
#include "daemon/media/gst_ptr.h"

typedef struct _GstAppSink GstAppSink;

namespace diemcau::media {

// A running pipeline `in ! … ! out`. Units leave on its streaming thread. Made, started and destroyed on any
// thread, where a driver may let it hang; watched on the loop's; push() is thread-safe.
class EncodePipeline {
 public:
  struct Handlers {
    UnitSink& sink;
    EncodeMeter& meter;
    std::function<void(std::string detail)> failed;  // loop's thread
  };

  EncodePipeline(UnitKind kind, ElementPtr pipeline, Handlers handlers);
  ~EncodePipeline();
  EncodePipeline(const EncodePipeline&) = delete;
  EncodePipeline& operator=(const EncodePipeline&) = delete;

  // Error: encoder.not_started.
  [[nodiscard]] Result<void> start();
  // Errors are told from now on, also those that were before.
  void watch();
  // No more is told.
  void unwatch();
  // For who does not watch: an error that was.
  [[nodiscard]] std::optional<std::string> takeError();
  // Never blocks. False: an encoder that lags behind cannot take it, it is dropped.
  bool push(BufferPtr buffer);
  [[nodiscard]] GstElement* in() const { return in_.get(); }

 private:
  static GstFlowReturn onSampleReady(GstAppSink* sink, gpointer self) noexcept;
  static gboolean onMessage(GstBus* bus, GstMessage* message, gpointer self) noexcept;

  const UnitKind kind_;
  const ElementPtr pipeline_;
  const ElementPtr in_;
  const BusPtr bus_;
  const Handlers handlers_;
  bool watched_ = false;
};

}  // namespace diemcau::media
