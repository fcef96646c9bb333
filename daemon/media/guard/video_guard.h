// SPDX-License-Identifier: Apache-2.0
// Gives the encoder exactly fps pictures a second, with or without a camera.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "contract/media_status.h"
#include "daemon/base/clock.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/guard/frame_timeline.h"
#include "daemon/media/guard/slate.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// The camera's pictures go through at once, each with its slot's time. Where one is missing the one before
// is repeated; after 500 ms without any the slate stands in, until a picture comes. Thread-safe: pictures
// come on capture threads, tick() on the guard's. Handlers are called with the guard locked: they must
// not block nor call back.
class VideoGuard {
 public:
  struct Handlers {
    // PTS: time since the origin. One that the source has just given has GST_BUFFER_FLAG_LIVE. `caps`: of the raw
    // picture, with the timeline's frame rate.
    std::function<void(BufferPtr picture, GstCaps* caps)> picture;
    std::function<void(SourceState)> changed;
  };

  // Slot times count from `origin`; `clock`: for the slate's.
  VideoGuard(MediaTime origin, const base::Clock& clock, Handlers handlers);

  // A new size or rate; pictures of the old one are forgotten.
  void setFormat(const PictureFormat& format, MediaTime now);
  // Another rate alone: the pictures go on.
  void setRate(std::uint32_t fps);
  // The camera was changed or opened anew.
  void expectSource();
  // The picture that stands in; ignored when the size is another one by now. Until it is set a dark
  // one does.
  void setSlate(std::unique_ptr<Slate> slate, const PictureFormat& format);

  void add(GstSample* sample, MediaTime captured, MediaTime now);
  // Fills what is overdue; returns when to call again.
  [[nodiscard]] MediaTime tick(MediaTime now);

  [[nodiscard]] SourceState state() const;
  // Pictures that the camera gave since the process started.
  [[nodiscard]] std::uint64_t arrived() const;

 private:
  void give(GstBuffer* picture, std::int64_t slot, bool of_source);
  void repeat(std::int64_t first, std::int64_t count);
  void setState(SourceState state);
  [[nodiscard]] GstBuffer* standIn();
  [[nodiscard]] bool takeCaps(GstCaps* caps);

  const MediaTime origin_;
  const base::Clock& clock_;
  const Handlers handlers_;
  mutable std::mutex mutex_;
  PictureFormat format_;
  std::optional<FrameTimeline> timeline_;
  CapsPtr source_caps_;  // of the last picture
  CapsPtr caps_;         // what the encoder is told
  BufferPtr last_;
  BufferPtr dark_;  // until there is a slate
  std::unique_ptr<Slate> slate_;
  SourceState state_ = SourceState::Starting;
  MediaTime last_arrival_{};
  MediaTime forgotten_{};  // when a picture was kept from its pool
  std::uint64_t arrived_ = 0;
};

// The caps for the encoder: size, I420, the timeline's rate, and the colours of the source.
[[nodiscard]] CapsPtr encoderCaps(const GstCaps* source, const PictureFormat& format);

}  // namespace diemcau::media
