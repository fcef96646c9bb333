// SPDX-License-Identifier: Apache-2.0
// A camera's pictures as GStreamer's buffers.
#pragma once

#include <memory>

#include "daemon/media/capture/v4l2_stream.h"
#include "daemon/media/gst_ptr.h"

namespace diemcau::media {

// Raw pictures that are converted in the source's pipeline in any case are lent: the buffer is the driver's
// memory, and goes back to it when the conversion is done. All others are copied, so that nothing downstream
// keeps a device that is to be closed, or takes its buffers away: pictures that already are as the pipeline
// gives them out, compressed ones (small, and decoders hold on to them), interlaced ones. Copies are in memory
// that is used again. Used by the source's streaming thread; buffers may be let go of in any.
class CameraPictures {
 public:
  CameraPictures(const StreamWish& wish, std::shared_ptr<V4l2Stream> stream);
  ~CameraPictures();
  CameraPictures(const CameraPictures&) = delete;
  CameraPictures& operator=(const CameraPictures&) = delete;

  // The driver has its picture back, or gets it with the buffer's end. Null: there is no memory; a source
  // without pictures is told as stalled.
  [[nodiscard]] std::expected<BufferPtr, SourceFault> take(const V4l2Stream::Picture& picture);

 private:
  [[nodiscard]] BufferPtr lend(const V4l2Stream::Picture& picture) const;
  [[nodiscard]] BufferPtr copy(const V4l2Stream::Picture& picture) const;
  void addLayout(GstBuffer* picture) const;

  const StreamWish wish_;
  const std::shared_ptr<V4l2Stream> stream_;
  const bool raw_;
  const bool lends_;
  const BufferPoolPtr copies_;  // null when it lends
};

}  // namespace diemcau::media
