// SPDX-License-Identifier: Apache-2.0
// What waits for the disk: sound, and of two encoders' pictures those that are recorded.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <optional>

#include "daemon/media/encode/encoded_unit.h"
#include "daemon/media/uplink/unit_queue.h"

namespace diemcau::media {

// Whose encoder's.
enum class PicturesOf { Stream, Recording };

// The encoders make pictures of the same moments, each in its own time, which is longer here than there. The recording
// goes from one to the other at the first IDR picture of the one that is wanted: everything before it is the other
// one's, everything from its time on is its own, so that no picture is missing, there twice, or before the one before.
// For that both are held for a second, while there are two. When the one that is recorded gives nothing more for two
// seconds, the other one's next IDR picture will do. Bounded; push(), want() and needsOwn() are thread-safe, the rest
// is the recorder's thread's.
class RecordingQueue {
 public:
  using Time = UnitQueue::Time;
  using Unit = UnitQueue::Unit;

  // `limits`: of each encoder's units.
  explicit RecordingQueue(UnitQueue::Limits limits) : of_stream_(limits), of_recording_(limits) {}

  // Closed it drops everything; opened it begins with an IDR picture.
  void open();
  void close();

  // Sound is the stream's. Never waits for the disk.
  [[nodiscard]] UnitQueue::Outcome push(PicturesOf of, const EncodedUnit& unit, Time now);
  // Before the recording's encoder gives its first picture. At first the stream's are wanted.
  void want(PicturesOf of) { wanted_ = of; }
  // Pictures of the recording's encoder are wanted, or recorded until the stream has an IDR picture.
  [[nodiscard]] bool needsOwn() const { return wanted_ == PicturesOf::Recording || records_own_; }

  // The next one that is to be recorded, by its time stamp.
  [[nodiscard]] bool pop(Unit& unit, Time now);

 private:
  struct Lane {
    PicturesOf of = PicturesOf::Stream;
    UnitKind kind = UnitKind::Video;
    bool there = false;
    Unit next{};
  };

  void fill();
  [[nodiscard]] Lane* first();
  [[nodiscard]] bool takes(const Lane& lane);

  UnitQueue of_stream_;
  UnitQueue of_recording_;
  std::atomic<PicturesOf> wanted_ = PicturesOf::Stream;
  std::atomic<bool> records_own_ = false;
  std::array<Lane, 3> lanes_ = {Lane{.kind = UnitKind::Sound}, Lane{}, Lane{.of = PicturesOf::Recording}};
  std::optional<PicturesOf> recorded_;   // nothing: no picture yet
  std::chrono::nanoseconds last_pts_{};  // of the last picture
};

}  // namespace diemcau::media
