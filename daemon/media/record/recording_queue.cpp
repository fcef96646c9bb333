// SPDX-License-Identifier: Apache-2.0
// Three lanes, in the order of their time stamps.
#include "daemon/media/record/recording_queue.h"

#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

// An encoder's picture is here by then: only five may wait for one (EncodePipeline).
constexpr auto kHeld = 1s;
constexpr auto kGone = 2s;
// Two encoders may round the same picture's time differently.
constexpr auto kSamePicture = 1ms;

}  // namespace

void RecordingQueue::open() {
  of_stream_.open();
  of_recording_.open();
}

void RecordingQueue::close() {
  of_stream_.close();
  of_recording_.close();
  for (Lane& lane : lanes_) lane.there = false;
  recorded_.reset();
  records_own_ = false;
}

UnitQueue::Outcome RecordingQueue::push(PicturesOf of, const EncodedUnit& unit, Time now) {
  return (of == PicturesOf::Stream ? of_stream_ : of_recording_).push(unit, now);
}

bool RecordingQueue::pop(Unit& unit, Time now) {
  for (;;) {
    fill();
    Lane* lane = first();
    if (lane == nullptr || (needsOwn() && now - lane->next.queued < kHeld)) return false;
    lane->there = false;
    if (!takes(*lane)) continue;
    unit = std::move(lane->next);
    return true;
  }
}

void RecordingQueue::fill() {
  for (Lane& lane : lanes_) {
    UnitQueue& queue = lane.of == PicturesOf::Stream ? of_stream_ : of_recording_;
    if (!lane.there) lane.there = queue.pop(lane.next, lane.kind);
  }
}

// Before there is a picture, none of the sound; of the same picture the wanted one.
RecordingQueue::Lane* RecordingQueue::first() {
  Lane* first = nullptr;
  std::chrono::nanoseconds earliest{};
  for (Lane& lane : lanes_) {
    const bool picture = lane.kind == UnitKind::Video;
    if (!lane.there || (!picture && !recorded_)) continue;
    const auto pts = lane.next.pts - (picture && lane.of == wanted_ ? kSamePicture : 0ms);
    if (first != nullptr && pts >= earliest) continue;
    first = &lane;
    earliest = pts;
  }
  return first;
}

bool RecordingQueue::takes(const Lane& lane) {
  const Unit& unit = lane.next;
  if (unit.kind == UnitKind::Sound) return true;
  if (recorded_ && unit.pts < last_pts_ + kSamePicture) return false;
  if (recorded_ != lane.of) {
    const bool gone = !recorded_ || unit.pts - last_pts_ > kGone;
    if (!unit.keyframe || (lane.of != wanted_ && !gone)) return false;
  }
  recorded_ = lane.of;
  records_own_ = lane.of == PicturesOf::Recording;
  last_pts_ = unit.pts;
  return true;
}

}  // namespace diemcau::media
