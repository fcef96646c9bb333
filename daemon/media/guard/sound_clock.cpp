// SPDX-License-Identifier: Apache-2.0
// Medians of places and of slopes.
#include "daemon/media/guard/sound_clock.h"

#include <algorithm>
#include <span>

namespace diemcau::media {
namespace {

constexpr double kFramesPerNs = kSoundRate / 1e9;
constexpr std::size_t kAgreeing = 10;                  // blocks
constexpr std::size_t kSettling = 50;                  // blocks
constexpr double kFarOut = kSoundRate / 50.0;          // 20 ms
constexpr double kFarOutAtFirst = kSoundRate / 500.0;  // 2 ms
constexpr std::size_t kSeconds = 64;
constexpr std::size_t kLeastSeconds = 10;

double medianOf(std::span<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

}  // namespace

void SoundClock::restart(MediaTime at) {
  start_ = at;
  laid_ = 0;
  given_ = 0;
  blocks_ = 0;
  late_ns_.clear();
  ++run_;
}

void SoundClock::forget() {
  seconds_.clear();
  drift_ppm_ = 0;
}

void SoundClock::add(MediaTime captured, std::size_t frames) {
  const auto since_ns = static_cast<double>((captured - start_).count());
  recent_[blocks_ % kRecent] = since_ns * kFramesPerNs - static_cast<double>(laid_);
  ++blocks_;
  late_ns_.push_back(since_ns - static_cast<double>(given_) / kFramesPerNs);
  const std::int64_t second = given_ / kSoundRate;
  laid_ += static_cast<std::int64_t>(frames);
  given_ += static_cast<std::int64_t>(frames);
  if (given_ / kSoundRate != second) closeSecond();
}

void SoundClock::correct(int frames) {
  laid_ += frames;
  for (double& ahead : recent_) ahead -= frames;
}

double SoundClock::ahead() const {
  auto sorted = recent_;
  return blocks_ == 0 ? 0 : medianOf(std::span(sorted).first(std::min(blocks_, kRecent)));
}

bool SoundClock::astray() const {
  if (blocks_ < kAgreeing) return false;
  const double limit = blocks_ < kSettling ? kFarOutAtFirst : kFarOut;
  bool before = true;
  bool behind = true;
  for (std::size_t i = blocks_ - kAgreeing; i < blocks_; ++i) {
    before = before && recent_[i % kRecent] > limit;
    behind = behind && recent_[i % kRecent] < -limit;
  }
  return before || behind;
}

void SoundClock::closeSecond() {
  seconds_.push_back({run_, static_cast<double>(given_) / kSoundRate, medianOf(late_ns_)});
  if (seconds_.size() > kSeconds) seconds_.pop_front();
  late_ns_.clear();
  fitRate();
}

// What lies between two runs is no drift: only pairs of one run count.
void SoundClock::fitRate() {
  std::vector<double> slopes;
  slopes.reserve(kSeconds * kSeconds / 2);
  for (auto later = seconds_.begin(); later != seconds_.end(); ++later) {
    for (auto earlier = seconds_.begin(); earlier != later; ++earlier) {
      if (earlier->run != later->run) continue;
      slopes.push_back((later->late_ns - earlier->late_ns) / (later->at_s - earlier->at_s));
    }
  }
  // A nanosecond more in each second is 0.001 ppm slower.
  if (slopes.size() >= kLeastSeconds * (kLeastSeconds - 1) / 2) drift_ppm_ = -medianOf(slopes) / 1000;
}

}  // namespace diemcau::media
