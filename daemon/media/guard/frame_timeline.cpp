// SPDX-License-Identifier: Apache-2.0
// Slots and how pictures take them.
#include "daemon/media/guard/frame_timeline.h"

#include <algorithm>
#include <cmath>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr double kReach = 0.75;  // slots
constexpr MediaTime kSourceDelay = 80ms;
// A source four times too fast has three in a row dropped; more of them are late ones.
constexpr int kLateAfter = 8;

}  // namespace

FrameTimeline::FrameTimeline(std::uint32_t fps, MediaTime origin, MediaTime from) : fps_(fps), origin_(origin) {
  skipTo(from);
}

void FrameTimeline::skipTo(MediaTime time) {
  const std::int64_t span = std::max<std::int64_t>((time - origin_).count(), 0);
  const std::int64_t nearest =
      span / kNsPerSecond * fps_ + (span % kNsPerSecond * fps_ + kNsPerSecond / 2) / kNsPerSecond;
  next_ = std::max(next_, nearest);
}

void FrameTimeline::skipPast(MediaTime time) {
  skipTo(time);
  while (at(next_) <= time) ++next_;
}

MediaTime FrameTimeline::at(std::int64_t slot) const {
  const std::int64_t fps = fps_;
  return origin_ + MediaTime(slot / fps * kNsPerSecond + slot % fps * kNsPerSecond / fps);
}

MediaTime FrameTimeline::usualGrace() const {
  return MediaTime(static_cast<std::int64_t>(kReach * kNsPerSecond / fps_)) + kSourceDelay;
}

std::optional<FrameTimeline::Place> FrameTimeline::place(MediaTime captured) {
  const double slot_ns = static_cast<double>(kNsPerSecond) / fps_;
  double ahead = static_cast<double>((captured + delay_ - at(next_)).count()) / slot_ns;
  if (ahead < -kReach) {
    if (++unplaced_ < kLateAfter) return std::nullopt;
    delay_ -= MediaTime(static_cast<std::int64_t>(ahead * slot_ns));
    ahead = 0;
  }
  unplaced_ = 0;
  const auto repeats = static_cast<std::int64_t>(std::max(0.0, std::floor(ahead + 1 - kReach)));
  const Place place{repeats, next_ + repeats};
  next_ = place.slot + 1;
  return place;
}

std::int64_t FrameTimeline::takeOverdue(MediaTime now, MediaTime grace) {
  std::int64_t overdue = 0;
  for (; overdueAt(grace) <= now; ++next_) ++overdue;
  return overdue;
}

void FrameTimeline::newSource() {
  delay_ = {};
  unplaced_ = 0;
}

}  // namespace diemcau::media
