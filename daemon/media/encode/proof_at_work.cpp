// SPDX-License-Identifier: Apache-2.0
// Pictures in, units out, and the time between.
#include "daemon/media/encode/proof_at_work.h"

#include <algorithm>
#include <utility>

#include "daemon/media/encode/picture_points.h"

namespace diemcau::media {
namespace {

constexpr std::size_t kPictures = 30;
constexpr std::size_t kTries = 5;
// What never comes out is not waited for.
constexpr std::size_t kMostOnTheWay = 64;

MediaTime medianOf(std::vector<MediaTime>& times) {
  const auto median = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::ranges::nth_element(times, median);
  return *median;
}

std::chrono::nanoseconds ptsOf(GstBuffer* picture) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture)));
}

}  // namespace

ProofAtWork::ProofAtWork(const PictureFormat& picture) { expected_.picture = picture; }

void ProofAtWork::pushing(GstBuffer* picture, MediaTime now) {
  if (done_) return;
  const std::lock_guard lock(mutex_);
  if (done_) return;
  if (!began_) began_ = now;
  if (on_the_way_.size() >= kMostOnTheWay) on_the_way_.erase(on_the_way_.begin());
  on_the_way_.push_back({ptsOf(picture), now});
  if (expected_.times.size() >= kPictures) return;
  expected_.times.push_back(ptsOf(picture));
  if (auto points = pointsOf(picture, expected_.picture)) expected_.points.push_back(std::move(*points));
}

void ProofAtWork::refused() {
  const std::lock_guard lock(mutex_);
  if (done_ || on_the_way_.empty()) return;
  const auto pts = on_the_way_.back().pts;
  on_the_way_.pop_back();
  if (expected_.times.empty() || expected_.times.back() != pts) return;
  if (expected_.points.size() == expected_.times.size()) expected_.points.pop_back();
  expected_.times.pop_back();
}

void ProofAtWork::came(const EncodedUnit& unit, MediaTime now) {
  const std::lock_guard lock(mutex_);
  if (done_) return;
  if (units_.size() < kPictures) {
    units_.push_back({unit.keyframe, unit.pts, {unit.bytes.begin(), unit.bytes.end()}});
  }
  measure(unit, now);
}

// It has a picture in its hands from when it gets it, or has given away the one before.
void ProofAtWork::measure(const EncodedUnit& unit, MediaTime now) {
  const auto pushed = std::ranges::find(on_the_way_, unit.pts, &Pushed::pts);
  const MediaTime at = pushed == on_the_way_.end() ? last_came_ : pushed->at;
  if (pushed != on_the_way_.end()) on_the_way_.erase(on_the_way_.begin(), pushed + 1);
  late_.push_back(now - at);
  busy_.push_back(now - std::max(at, last_came_));
  last_came_ = now;
  if (late_.size() < kPictures) return;
  Proof figures;
  figures.latency = medianOf(late_);
  figures.pictures_per_second =
      1 / std::chrono::duration<double>(std::max<MediaTime>(medianOf(busy_), MediaTime(1))).count();
  figures_.push_back(figures);
  late_.clear();
  busy_.clear();
}

std::optional<ProofAtWork::Conclusion> ProofAtWork::conclude(std::uint32_t fps, MediaTime now) {
  const std::lock_guard lock(mutex_);
  if (done_ || figures_.empty()) return std::nullopt;
  auto best = std::ranges::find_if(figures_, [fps](const Proof& figures) { return !verdict(figures, fps); });
  if (best == figures_.end()) {
    if (figures_.size() < kTries) return std::nullopt;
    best = std::ranges::max_element(figures_, {}, &Proof::pictures_per_second);
  }
  done_ = true;
  Conclusion conclusion{*best, std::move(units_), std::move(expected_)};
  conclusion.proof.took = now - *began_;
  return conclusion;
}

}  // namespace diemcau::media
