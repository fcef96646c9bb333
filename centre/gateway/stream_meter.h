// SPDX-License-Identifier: Apache-2.0
// From libsrt's counters to what people read.
#pragma once

#include <srt/srt.h>

#include <chrono>
#include <cstdint>

#include "centre/gateway/gateway.h"

namespace diemcau::centre {

// Of one endpoint's connections together. Thread-bound.
class StreamMeter {
 public:
  using Clock = std::chrono::steady_clock;

  explicit StreamMeter(Clock::time_point start) : sampled_(start) {}

  void count(std::size_t bytes) { bytes_ += bytes; }
  // `counters` since the last sample (srt_bistats with clear = 1).
  void sample(const SRT_TRACEBSTATS& counters, Clock::time_point now);
  // The same of one more connection.
  static void add(SRT_TRACEBSTATS& counters, const SRT_TRACEBSTATS& more);
  // Bytes, rate, packets, loss and RTT; leaves the rest as it is.
  void fill(StreamStats& stats) const;

 private:
  Clock::time_point sampled_;
  std::uint64_t bytes_ = 0;  // payload received
  std::uint64_t bytes_at_sample_ = 0;
  double kbps_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t lost_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t retransmitted_ = 0;
  double loss_percent_ = 0;
  double rtt_ms_ = 0;
};

}  // namespace diemcau::centre
