// SPDX-License-Identifier: Apache-2.0
// The rule by which BELABOX's sender sets its rate, as a contender.
#pragma once

#include <cstdint>

#include "daemon/media/uplink/rate_control.h"

namespace diemcau::bench {

// From a description of belacoder: thresholds on the round trip and on the packets in the send buffer, each with a
// running mean and jitter. To the minimum when the round trip is over a third of the receiver's delay or the buffer
// four times its usual; down by 100 kb/s and a tenth each 250 ms over a fifth of the delay, by 100 kb/s each 200 ms
// above the usual; up by 30 kb/s and a thirtieth each half second below it.
class ReferenceRule {
 public:
  ReferenceRule(const media::RateLimits& limits, double first_kbps) : limits_(limits), kbps_(first_kbps) {}
  double update(const media::RateSample& sample);

 private:
  const media::RateLimits limits_;
  double kbps_;
  double rtt_mean_ = 0;
  double rtt_jitter_ = 0;
  double rtt_least_ = 0;
  double rtt_drift_ = 0;
  double rtt_before_ = 0;
  double buffer_mean_ = 0;
  double buffer_jitter_ = 0;
  double buffer_before_ = 0;
  std::int64_t up_at_ms_ = 0;
  std::int64_t down_at_ms_ = 0;
};

}  // namespace diemcau::bench
