// SPDX-License-Identifier: Apache-2.0
// Sums of samples, and the last one's rates.
#include "centre/gateway/stream_meter.h"

#include <algorithm>
#include <cmath>

namespace diemcau::centre {
namespace {

std::uint64_t counted(std::int64_t packets) { return packets > 0 ? static_cast<std::uint64_t>(packets) : 0; }

}  // namespace

void StreamMeter::sample(const SRT_TRACEBSTATS& counters, Clock::time_point now) {
  received_ += counted(counters.pktRecvUnique);
  lost_ += counted(counters.pktRcvLoss);
  dropped_ += counted(counters.pktRcvDrop);
  retransmitted_ += counted(counters.pktRcvRetrans);
  rtt_ms_ = counters.msRTT;
  // Of the packets that the sender sent once, those missing at first. What came again counts as lost.
  const double sent = static_cast<double>(counted(counters.pktRecvUnique) + counted(counters.pktRcvDrop));
  loss_percent_ = sent > 0 ? std::min(100.0, 100.0 * counters.pktRcvLoss / sent) : 0;
  const double ms = std::chrono::duration<double, std::milli>(now - sampled_).count();
  if (ms > 0) kbps_ = static_cast<double>(bytes_ - bytes_at_sample_) * 8 / ms;
  sampled_ = now;
  bytes_at_sample_ = bytes_;
}

void StreamMeter::add(SRT_TRACEBSTATS& counters, const SRT_TRACEBSTATS& more) {
  counters.pktRecvUnique += more.pktRecvUnique;
  counters.pktRcvLoss += more.pktRcvLoss;
  counters.pktRcvDrop += more.pktRcvDrop;
  counters.pktRcvRetrans += more.pktRcvRetrans;
  counters.msRTT = std::min(counters.msRTT, more.msRTT);
}

void StreamMeter::fill(StreamStats& stats) const {
  stats.bytes = bytes_;
  stats.kbps = static_cast<std::uint32_t>(std::lround(kbps_));
  stats.packets_received = received_;
  stats.packets_lost = lost_;
  stats.packets_dropped = dropped_;
  stats.packets_retransmitted = retransmitted_;
  stats.loss_percent = loss_percent_;
  stats.rtt_ms = rtt_ms_;
}

}  // namespace diemcau::centre
