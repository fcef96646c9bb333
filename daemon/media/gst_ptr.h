// SPDX-License-Identifier: Apache-2.0
// Owners of GStreamer's objects.
#pragma once

#include <gst/gst.h>

#include <memory>

namespace diemcau::media {

struct GstRelease {
  void operator()(GstElement* element) const noexcept { gst_object_unref(element); }
  void operator()(GstBus* bus) const noexcept { gst_object_unref(bus); }
  void operator()(GstPad* pad) const noexcept { gst_object_unref(pad); }
  void operator()(GstBuffer* buffer) const noexcept { gst_buffer_unref(buffer); }
  void operator()(GstBufferPool* pool) const noexcept { gst_object_unref(pool); }
  void operator()(GstSample* sample) const noexcept { gst_sample_unref(sample); }
  void operator()(GstCaps* caps) const noexcept { gst_caps_unref(caps); }
  void operator()(GstMemory* memory) const noexcept { gst_memory_unref(memory); }
  void operator()(GstMessage* message) const noexcept { gst_message_unref(message); }
};

using ElementPtr = std::unique_ptr<GstElement, GstRelease>;
using BusPtr = std::unique_ptr<GstBus, GstRelease>;
using PadPtr = std::unique_ptr<GstPad, GstRelease>;
using BufferPtr = std::unique_ptr<GstBuffer, GstRelease>;
using BufferPoolPtr = std::unique_ptr<GstBufferPool, GstRelease>;
using SamplePtr = std::unique_ptr<GstSample, GstRelease>;
using CapsPtr = std::unique_ptr<GstCaps, GstRelease>;
using MemoryPtr = std::unique_ptr<GstMemory, GstRelease>;
using MessagePtr = std::unique_ptr<GstMessage, GstRelease>;

}  // namespace diemcau::media
