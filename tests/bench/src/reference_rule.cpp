// SPDX-License-Identifier: Apache-2.0
// Means, thresholds, steps.
#include "tests/bench/src/reference_rule.h"

#include <algorithm>

namespace diemcau::bench {
namespace {

constexpr double kPacketBytes = 1316;
constexpr double kKeep = 0.99;

}  // namespace

double ReferenceRule::update(const media::RateSample& sample) {
  const std::int64_t now = sample.at.count();
  const double buffer = static_cast<double>(sample.handed_bytes - sample.delivered_bytes) / kPacketBytes;
  buffer_mean_ = kKeep * buffer_mean_ + (1 - kKeep) * buffer;
  buffer_jitter_ = std::max(kKeep * buffer_jitter_, buffer - buffer_before_);
  buffer_before_ = buffer;

  const double rtt = sample.rtt_ms;
  if (rtt_mean_ == 0) rtt_mean_ = rtt_before_ = rtt_least_ = rtt;
  rtt_mean_ = kKeep * rtt_mean_ + (1 - kKeep) * rtt;
  rtt_drift_ = 0.8 * rtt_drift_ + 0.2 * (rtt - rtt_before_);
  rtt_jitter_ = std::max(kKeep * rtt_jitter_, rtt - rtt_before_);
  rtt_least_ = std::min(1.001 * rtt_least_, rtt);
  rtt_before_ = rtt;

  const double buffer_far = 4 * (buffer_mean_ + buffer_jitter_);
  const double buffer_much = std::max(50.0, buffer_mean_ + std::max(3 * buffer_jitter_, buffer_mean_));
  const double buffer_more = std::max(50.0, buffer_mean_ + 2.5 * buffer_jitter_);
  const double rtt_more = rtt_mean_ + std::max(4 * rtt_jitter_, 0.15 * rtt_mean_);
  const double rtt_good = rtt_least_ + std::max(1.0, 2 * rtt_jitter_);
  if (kbps_ > limits_.min_kbps && (rtt >= limits_.latency_ms / 3 || buffer > buffer_far)) {
    kbps_ = limits_.min_kbps;
    down_at_ms_ = now + 200;
  } else if (now > down_at_ms_ && (rtt > limits_.latency_ms / 5 || buffer > buffer_much)) {
    kbps_ -= 100 + kbps_ / 10;
    down_at_ms_ = now + 250;
  } else if (now > down_at_ms_ && (rtt > rtt_more || buffer > buffer_more)) {
    kbps_ -= 100;
    down_at_ms_ = now + 200;
  } else if (now > up_at_ms_ && rtt < rtt_good && rtt_drift_ < 0.01) {
    kbps_ += 30 + kbps_ / 30;
    up_at_ms_ = now + 500;
  }
  kbps_ = std::clamp(kbps_, limits_.min_kbps, limits_.max_kbps);
  return kbps_;
}

}  // namespace diemcau::bench
