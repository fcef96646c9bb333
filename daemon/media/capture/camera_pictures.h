// SPDX-License-Identifier: Apache-2.0
// A camera's pictures as GStreamer's buffers.
#pragma once

#include <gst/video/video.h>

#include <array>
#include <memory>
#include <vector>

#include "daemon/media/capture/v4l2_stream.h"
#include "daemon/media/gst_ptr.h"

namespace diemcau::media {

// Raw pictures that are converted in the source's pipeline in any case are lent: the buffer is the driver's
// memory, and goes back to it when the conversion is done. All others are copied, so that nothing downstream
// keeps a device that is to be closed, or takes its buffers away: pictures that already are as the pipeline
// gives them out, compressed ones (small, and decoders hold on to them), interlaced ones. Copies are in memory
// that is used again. Where a device is to read them in place, pictures that are as the pipeline gives them out are
// shared: DMABUFs, which do not keep the camera open; the driver has its memory back when nobody else has it. As long
// as it would be left with few, pictures are copied all the same.
// Used by the source's streaming thread; buffers may be let go of in any.
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
  [[nodiscard]] BufferPtr share(std::uint32_t index);
  [[nodiscard]] bool canShare() const;
  [[nodiscard]] std::expected<void, SourceFault> takeBack();
  void shareMemory();
  void findPlanes();

  const StreamWish wish_;
  const std::shared_ptr<V4l2Stream> stream_;
  const bool lends_;
  const BufferPoolPtr copies_;       // null when it lends
  std::vector<MemoryPtr> shared_;    // each of the driver's buffers; empty: none is shared
  std::vector<std::uint32_t> away_;  // of those, what others have
  // Where each plane is when all pieces stand one behind the other; of raw pictures.
  GstVideoFormat format_ = GST_VIDEO_FORMAT_UNKNOWN;
  guint planes_ = 0;  // 0: it is not raw
  std::array<gsize, GST_VIDEO_MAX_PLANES> offsets_{};
  std::array<gint, GST_VIDEO_MAX_PLANES> strides_{};
};

}  // namespace diemcau::media
