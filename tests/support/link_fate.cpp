// SPDX-License-Identifier: Apache-2.0
// Chances of packets, and times of bursts.
#include "tests/support/link_fate.h"

#include <algorithm>

namespace diemcau::test {

bool LinkFate::chance(double percent) {
  return percent > 0 && 100 * std::generate_canonical<double, 32>(packets_) < percent;
}

// Times with a loss of everything and times with none, the lengths of both distributed exponentially: E. N. Gilbert's
// channel of two states (Bell System Technical Journal 39, 1960), in time rather than in packets.
bool LinkFate::isInBurst(const LinkShape& shape, double now_ms) {
  if (shape.burst_ms <= 0 || shape.burst_percent <= 0) return false;
  const double between_ms = shape.burst_ms * (100 - shape.burst_percent) / shape.burst_percent;
  const auto length = [&] {
    return std::exponential_distribution(1 / (burst_ ? shape.burst_ms : between_ms))(bursts_);
  };
  if (burst_turns_ms_ < 0) burst_turns_ms_ = now_ms + length();
  while (burst_turns_ms_ <= now_ms) {
    burst_ = !burst_;
    burst_turns_ms_ += length();
  }
  return burst_;
}

bool LinkFate::isWithin(const LinkShape& shape, double now_ms, double bytes) {
  if (shape.policer_kbps <= 0) return true;
  policed_bytes_ = std::max(0.0, policed_bytes_ - (now_ms - policed_at_ms_) * shape.policer_kbps / 8);
  policed_at_ms_ = now_ms;
  if (policed_bytes_ + bytes > shape.policer_bytes) return false;
  policed_bytes_ += bytes;
  return true;
}

std::optional<LinkFate::Arrival> LinkFate::pass(const LinkShape& shape, double leaves_ms) {
  const double second = leaves_ms / 1000;
  const bool lost = chance(shape.loss_percent.at(second));
  if (isInBurst(shape, leaves_ms) || lost) return std::nullopt;
  const double jitter = shape.jitter_ms > 0 ? shape.jitter_ms * std::generate_canonical<double, 32>(packets_) : 0;
  const double usual_ms = std::max(leaves_ms + shape.delay_ms.at(second) + jitter, last_ms_);
  Arrival arrival{.at_ms = usual_ms};
  if (chance(shape.reorder_percent)) {
    arrival.at_ms += shape.reorder_ms;
  } else {
    last_ms_ = usual_ms;
  }
  if (chance(shape.duplicate_percent)) arrival.again_at_ms = arrival.at_ms;
  return arrival;
}

}  // namespace diemcau::test
