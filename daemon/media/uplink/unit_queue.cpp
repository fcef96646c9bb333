// SPDX-License-Identifier: Apache-2.0
// The queue before the sender.
#include "daemon/media/uplink/unit_queue.h"

#include <algorithm>
#include <utility>

namespace diemcau::media {

UnitQueue::UnitQueue(Limits limits) : limits_(limits), slots_(limits.units) {
  order_.reserve(limits.units);
  spare_.reserve(limits.units);
  clear();
}

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
  const auto full = [&] { return spare_.empty() || bytes_ + unit.bytes.size() > limits_.bytes; };
  if (full()) outcome.dropped = dropPictures();
  if (picture && (full() || (await_keyframe_ && !unit.keyframe))) {
    await_keyframe_ = true;
    return {.dropped = outcome.dropped + 1, .keyframe_wanted = true};
  }
  if (full()) return outcome;  // seconds of sound and nothing else: the link is about to be given up

  const std::size_t index = spare_.back();
  spare_.pop_back();
  order_.push_back(index);
  Unit& slot = slots_[index];
  slot.kind = unit.kind;
  slot.keyframe = unit.keyframe;
  slot.channels = unit.channels;
  slot.pts = unit.pts;
  slot.queued = now;
  slot.bytes.assign(unit.bytes.begin(), unit.bytes.end());
  bytes_ += slot.bytes.size();
  await_first_ = false;
  if (picture) await_keyframe_ = false;
  outcome.queued = true;
  outcome.keyframe_wanted = await_keyframe_;
  return outcome;
}

bool UnitQueue::pop(Unit& unit) {
  const std::lock_guard lock(mutex_);
  if (order_.empty()) return false;
  take(order_.begin(), unit);
  return true;
}

bool UnitQueue::pop(Unit& unit, UnitKind kind) {
  const std::lock_guard lock(mutex_);
  const auto first = std::ranges::find_if(order_, [&](std::size_t index) { return slots_[index].kind == kind; });
  if (first == order_.end()) return false;
  take(first, unit);
  return true;
}

void UnitQueue::take(std::vector<std::size_t>::iterator place, Unit& unit) {
  const std::size_t index = *place;
  order_.erase(place);
  bytes_ -= slots_[index].bytes.size();
  std::swap(slots_[index], unit);
  spare_.push_back(index);
}

UnitQueue::Outcome UnitQueue::dropStale(Time now, std::chrono::milliseconds age) {
  const std::lock_guard lock(mutex_);
  const bool stale = std::ranges::any_of(order_, [&](std::size_t index) {
    const Unit& unit = slots_[index];
    return unit.kind == UnitKind::Video && !unit.keyframe && now - unit.queued > age;
  });
  if (!stale) return {};
  const std::uint32_t dropped = dropPictures();
  return {.dropped = dropped, .keyframe_wanted = await_keyframe_};
}

std::size_t UnitQueue::size() const {
  const std::lock_guard lock(mutex_);
  return order_.size();
}

bool UnitQueue::awaitsKeyframe() const {
  const std::lock_guard lock(mutex_);
  return await_keyframe_;
}

// Pictures before a waiting IDR picture are superseded by it. Where there are none, all but IDR pictures
// go, and nothing makes sense before the next one of those.
std::uint32_t UnitQueue::dropPictures() {
  const auto last_idr =
      std::ranges::find_if(order_.rbegin(), order_.rend(), [&](std::size_t index) { return slots_[index].keyframe; });
  const std::uint32_t superseded = dropPicturesAmong(static_cast<std::size_t>(order_.rend() - last_idr));
  if (superseded > 0) return superseded;
  const std::uint32_t dropped = dropPicturesAmong(order_.size());
  if (dropped > 0) await_keyframe_ = true;
  return dropped;
}

std::uint32_t UnitQueue::dropPicturesAmong(std::size_t first) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const std::size_t index = order_[i];
    const Unit& unit = slots_[index];
    if (i < first && unit.kind == UnitKind::Video && !unit.keyframe) {
      bytes_ -= unit.bytes.size();
      spare_.push_back(index);
    } else {
      order_[kept++] = index;
    }
  }
  const auto dropped = static_cast<std::uint32_t>(order_.size() - kept);
  order_.resize(kept);
  return dropped;
}

void UnitQueue::clear() {
  order_.clear();
  spare_.clear();
  for (std::size_t index = slots_.size(); index > 0; --index) spare_.push_back(index - 1);
  bytes_ = 0;
  await_first_ = true;
  await_keyframe_ = true;
}

}  // namespace diemcau::media
