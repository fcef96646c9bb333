// SPDX-License-Identifier: Apache-2.0
// Which picture is given when, and which never.
#include "tests/support/simulated_feed.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <utility>

namespace diemcau::test {
namespace {

using PaceTime = media::PicturePace::Time;

constexpr double kMessageBytes = 1316;
constexpr double kLeastStaleMs = 200;

PaceTime paceTime(double ms) {
  return PaceTime() + std::chrono::duration_cast<PaceTime::duration>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

void SimulatedFeed::tick(double now_ms, double carries_kbps, bool all, bool stills, bool held) {
  now_ms_ = now_ms;
  if (all) {
    pace_.stop();
  } else {
    pace_.follow(carries_kbps, stills);
  }
  // The link is there again: nothing is waited for.
  if (std::exchange(held_, held) && !held) asked_ms_ = -kAskAgainMs;
  dropStale();
}

void SimulatedFeed::push(double bytes, bool keyframe) {
  if (awaits_keyframe_) asked_ms_ = now_ms_;
  awaits_keyframe_ = false;
  pictures_.push_back({.bytes = bytes, .made_ms = now_ms_, .keyframe = keyframe});
}

double SimulatedFeed::next() {
  if (pictures_.empty() || held_ || !pace_.isDue(paceTime(now_ms_))) return 0;
  double& left = pictures_.front().bytes;
  const double bytes = std::min(left, kMessageBytes);
  left -= bytes;
  if (left <= 0) pictures_.pop_front();
  count(bytes);
  return bytes;
}

void SimulatedFeed::count(double bytes) { pace_.count(static_cast<std::size_t>(bytes), paceTime(now_ms_)); }

// Those before the last IDR picture that waits go; where there are none, all, and an IDR picture is wanted.
void SimulatedFeed::dropStale() {
  const auto mayGo = [](const Picture& picture) { return !picture.keyframe; };
  const auto isLate = [&](const Picture& picture) {
    return mayGo(picture) && now_ms_ - picture.made_ms > std::max(kLeastStaleMs, latency_ms_);
  };
  if (pictures_.empty()) return;
  const auto waiting = std::next(pictures_.begin());
  if (std::none_of(waiting, pictures_.end(), isLate)) return;
  auto until = pictures_.end();
  while (until != waiting && mayGo(*std::prev(until))) --until;
  awaits_keyframe_ = std::none_of(waiting, until, mayGo);
  if (awaits_keyframe_) until = pictures_.end();
  pictures_.erase(std::remove_if(waiting, until, mayGo), until);
}

}  // namespace diemcau::test
