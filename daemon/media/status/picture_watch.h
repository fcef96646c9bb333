// SPDX-License-Identifier: Apache-2.0
// Looks at the picture twice a second, beside the stream.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "daemon/base/event_loop.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/status/picture_analysis.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// The stream only lends it a picture; the work is done on the worker's thread. Bound to the loop's thread but for
// offer().
class PictureWatch {
 public:
  PictureWatch(base::EventLoop& loop, Worker& worker, std::function<void()> changed);
  ~PictureWatch();
  PictureWatch(const PictureWatch&) = delete;
  PictureWatch& operator=(const PictureWatch&) = delete;

  // What the pictures are of from now on; another source begins anew.
  void expect(PictureKind kind);
  void newSource() { analysis_.reset(); }
  // Each encoded picture; takes one when it is due. Thread-safe, never blocks.
  void offer(GstBuffer* picture, GstCaps* caps, MediaTime now);
  [[nodiscard]] const PictureFindings& findings() const { return findings_; }

 private:
  void measured(MediaTime at, PictureKind kind, const PictureMeasure& picture);
  void conclude();

  base::EventLoop& loop_;
  Worker& worker_;
  const std::function<void()> changed_;
  std::atomic<PictureKind> kind_ = PictureKind::None;
  std::atomic<std::int64_t> due_ns_ = 0;
  std::atomic<bool> busy_ = false;
  PictureAnalysis analysis_;
  PictureFindings findings_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

// Of a raw picture with a luma plane of eight bits. Nothing: it is none, or cannot be mapped.
[[nodiscard]] std::optional<PictureMeasure> measureBuffer(GstBuffer* picture, const GstCaps* caps);

}  // namespace diemcau::media
