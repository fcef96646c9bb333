// SPDX-License-Identifier: Apache-2.0
// From counters to figures.
#include "daemon/media/uplink/uplink_report.h"

#include <cmath>

namespace diemcau::media {
namespace {

constexpr std::chrono::milliseconds kWindow{1000};

}  // namespace

double repeatedShare(const LinkStats& from, const LinkStats& to) {
  const auto sent = static_cast<double>(to.packets_sent - from.packets_sent);
  const auto again = static_cast<double>(to.packets_retransmitted - from.packets_retransmitted);
  return sent > 0 ? again / sent : 0;
}

void LinkMeter::begin(Time now) {
  if (!samples_.empty()) {
    const LinkStats& last = samples_.back().stats;
    before_.packets_sent += last.packets_sent;
    before_.packets_lost += last.packets_lost;
    before_.packets_retransmitted += last.packets_retransmitted;
  }
  samples_.assign({Sample{now, {}}});
}

void LinkMeter::add(Time now, const LinkStats& stats) {
  samples_.push_back({now, stats});
  while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
}

void LinkMeter::write(UplinkStatus& status) const {
  if (samples_.empty()) return;
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  status.rtt_ms = last.stats.rtt_ms;
  status.send_buffer_ms = last.stats.send_buffer_ms;
  status.packets_sent = before_.packets_sent + last.stats.packets_sent;
  status.packets_lost = before_.packets_lost + last.stats.packets_lost;
  status.packets_retransmitted = before_.packets_retransmitted + last.stats.packets_retransmitted;
  const double seconds = std::chrono::duration<double>(last.at - first.at).count();
  const auto bits = static_cast<double>(last.stats.bytes_sent - first.stats.bytes_sent) * 8;
  status.send_kbps = seconds > 0 ? static_cast<std::uint32_t>(std::lround(bits / seconds / 1000)) : 0;
  status.loss_percent = 100 * repeated();
}

double LinkMeter::repeated() const {
  return samples_.empty() ? 0 : repeatedShare(samples_.front().stats, samples_.back().stats);
}

}  // namespace diemcau::media
