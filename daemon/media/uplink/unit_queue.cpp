// SPDX-License-Identifier: Apache-2.0
// The queue before the sender.
#include "daemon/media/uplink/unit_queue.h"

#include <algorithm>
#include <utility>

namespace diemcau::media {

UnitQueue::UnitQueue(Limits limits) : limits_(limits) {}

void UnitQueue::open() {
  const std::lock_guard lock(mutex_);
  clear();
  open_ = true;
}

void UnitQueue::close() {
  const std::lock_guard lock(mutex_);
  clear();
  open_ = false;
}

UnitQueue::Outcome UnitQueue::push(const EncodedUnit& unit, Time now) {
  const std::lock_guard lock(mutex_);
  if (!open_) return {};
  const bool picture = unit.kind == UnitKind::Video;
  if (await_first_ && !unit.keyframe) return {};
  Outcome outcome;
  const auto full = [&] { return waiting_.size() >= limits_.units || bytes_ + unit.bytes.size() > limits_.bytes; };
  if (full()) outcome.dropped = dropPictures();
  if (picture && (full() || (await_keyframe_ && !unit.keyframe))) {
    await_keyframe_ = true;
    return {.dropped = outcome.dropped + 1, .keyframe_wanted = true};
  }
  if (full()) return outcome;  // seconds of sound and nothing else: the link is about to be given up

  waiting_.push_back({.kind = unit.kind,
                      .keyframe = unit.keyframe,
                      .channels = unit.channels,
                      .pts = unit.pts,
                      .queued = now,
                      .bytes = {unit.bytes.begin(), unit.bytes.end()}});
  bytes_ += unit.bytes.size();
  await_first_ = false;
  if (picture) await_keyframe_ = false;
  outcome.queued = true;
  outcome.keyframe_wanted = await_keyframe_;
  return outcome;
}

bool UnitQueue::pop(Unit& unit) {
  const std::lock_guard lock(mutex_);
  if (waiting_.empty()) return false;
  take(waiting_.begin(), unit);
  return true;
}

bool UnitQueue::pop(Unit& unit, UnitKind kind) {
  const std::lock_guard lock(mutex_);
  const auto first = std::ranges::find(waiting_, kind, &Unit::kind);
  if (first == waiting_.end()) return false;
  take(first, unit);
  return true;
}

void UnitQueue::take(std::deque<Unit>::iterator place, Unit& unit) {
  bytes_ -= place->bytes.size();
  unit = std::move(*place);
  waiting_.erase(place);
}

UnitQueue::Outcome UnitQueue::dropStale(Time now, std::chrono::milliseconds age) {
  const std::lock_guard lock(mutex_);
  const bool stale = std::ranges::any_of(waiting_, [&](const Unit& unit) {
    return unit.kind == UnitKind::Video && !unit.keyframe && now - unit.queued > age;
  });
  if (!stale) return {};
  const std::uint32_t dropped = dropPictures();
  return {.dropped = dropped, .keyframe_wanted = await_keyframe_};
}

std::size_t UnitQueue::size() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

bool UnitQueue::awaitsKeyframe() const {
  const std::lock_guard lock(mutex_);
  return await_keyframe_;
}

// Pictures before a waiting IDR picture are superseded by it. Where there are none, all but IDR pictures
// go, and nothing makes sense before the next one of those.
std::uint32_t UnitQueue::dropPictures() {
  const auto last_idr = std::ranges::find_if(waiting_.rbegin(), waiting_.rend(), &Unit::keyframe);
  const std::uint32_t superseded = dropPicturesAmong(waiting_.rend() - last_idr);
  if (superseded > 0) return superseded;
  const std::uint32_t dropped = dropPicturesAmong(std::ssize(waiting_));
  if (dropped > 0) await_keyframe_ = true;
  return dropped;
}

std::uint32_t UnitQueue::dropPicturesAmong(std::ptrdiff_t first) {
  const auto end = waiting_.begin() + first;
  const auto kept = std::remove_if(waiting_.begin(), end, [this](const Unit& unit) {
    const bool picture = unit.kind == UnitKind::Video && !unit.keyframe;
    if (picture) bytes_ -= unit.bytes.size();
    return picture;
  });
  const auto dropped = static_cast<std::uint32_t>(end - kept);
  waiting_.erase(kept, end);
  return dropped;
}

void UnitQueue::clear() {
  waiting_.clear();
  bytes_ = 0;
  await_first_ = true;
  await_keyframe_ = true;
}

}  // namespace diemcau::media
