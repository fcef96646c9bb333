// SPDX-License-Identifier: Apache-2.0
// The few access units between the encoders and the sender, and what is dropped when the link is slow.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

// Bounded; holds the memory of what waits and no other. Closed it drops everything; opened it begins with an IDR
// picture (a receiver anchors its timeline on the first unit it gets). Pictures are dropped whole and never one
// alone: after a drop nothing but the next IDR picture makes sense to a decoder. Sound is never dropped for
// pictures. Thread-safe.
class UnitQueue {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Limits {
    std::size_t units = 256;  // about 3 s of picture and sound
    std::size_t bytes = std::size_t{4} << 20;
  };
  struct Unit {
    UnitKind kind = UnitKind::Video;
    bool keyframe = false;
    std::uint32_t channels = 1;
    std::chrono::nanoseconds pts{};
    Time queued{};
    std::vector<std::uint8_t> bytes;

    [[nodiscard]] EncodedUnit view() const { return {kind, keyframe, channels, pts, bytes}; }
  };
  // Dropped: pictures that were lost while open. Keyframe: an IDR picture is needed to go on.
  struct Outcome {
    bool queued = false;
    std::uint32_t dropped = 0;
    bool keyframe_wanted = false;
  };

  UnitQueue() : UnitQueue(Limits{}) {}
  explicit UnitQueue(Limits limits);

  void open();
  void close();

  // From streaming threads.
  [[nodiscard]] Outcome push(const EncodedUnit& unit, Time now);

  // For the sender, which gets the unit's memory with it.
  [[nodiscard]] bool pop(Unit& unit);
  // The same, past what is of the other kind; a stream never begins so.
  [[nodiscard]] bool pop(Unit& unit, UnitKind kind);
  // Drops waiting pictures, never IDR pictures, when one of them is older than `age`.
  [[nodiscard]] Outcome dropStale(Time now, std::chrono::milliseconds age);
  [[nodiscard]] std::size_t size() const;
  // No picture makes sense before the next IDR picture.
  [[nodiscard]] bool awaitsKeyframe() const;

 private:
  void take(std::deque<Unit>::iterator place, Unit& unit);
  std::uint32_t dropPictures();
  // Pictures but IDR pictures among the `first` waiting units.
  std::uint32_t dropPicturesAmong(std::ptrdiff_t first);
  void clear();

  const Limits limits_;
  mutable std::mutex mutex_;
  std::deque<Unit> waiting_;  // oldest first
  std::size_t bytes_ = 0;
  bool open_ = false;
  bool await_first_ = true;     // nothing at all before an IDR picture
  bool await_keyframe_ = true;  // no picture before an IDR picture
};

}  // namespace diemcau::media
