// SPDX-License-Identifier: Apache-2.0
// Which moment of a constant frame rate each captured picture takes.
#pragma once

#include <cstdint>
#include <optional>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// The timeline is cut into slots of 1/fps. A picture takes the next slot when it was captured within
// three quarters of a slot of it, so that a camera of nearly the same rate neither loses nor doubles
// pictures at every jitter; a slower one leaves slots to be repeated, of a faster one pictures are
// dropped. Pure: no clock, no thread of its own.
class FrameTimeline {
 public:
  // What a picture takes: `repeats` slots before its own are to be filled with the one before it.
  struct Place {
    std::int64_t repeats = 0;
    std::int64_t slot = 0;
  };

  // Slot n is at origin + n/fps; the first to be given is the one nearest to `from`, or later.
  FrameTimeline(std::uint32_t fps, MediaTime origin, MediaTime from);

  // Leaves out all slots before `time`: nothing has been given yet, or nothing is to stand in for them.
  void skipTo(MediaTime time);
  // Leaves out all slots up to and at `time`, which was given already.
  void skipPast(MediaTime time);
  // Nothing: the picture has no slot, drop it.
  [[nodiscard]] std::optional<Place> place(MediaTime captured);
  // How many slots are over at `now` and still empty, when a picture may be `grace` late. They count as
  // given: fill them.
  [[nodiscard]] std::int64_t takeOverdue(MediaTime now, MediaTime grace);
  // When the next slot will be overdue.
  [[nodiscard]] MediaTime overdueAt(MediaTime grace) const { return at(next_) + grace; }
  // A new source: what was learnt of the old one's delay is void.
  void newSource();

  [[nodiscard]] MediaTime at(std::int64_t slot) const;
  [[nodiscard]] std::int64_t next() const { return next_; }
  // How late a picture may come before its slot is filled without it.
  [[nodiscard]] MediaTime usualGrace() const;

 private:
  const std::uint32_t fps_;
  const MediaTime origin_;
  std::int64_t next_ = 0;
  MediaTime delay_{};  // of a source whose pictures come too late for the slots of their capture time
  int unplaced_ = 0;   // pictures in a row
};

}  // namespace diemcau::media
