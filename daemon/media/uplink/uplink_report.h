// SPDX-License-Identifier: Apache-2.0
// What the sender tells of itself.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "contract/media_status.h"
#include "daemon/media/uplink/link_fault.h"
#include "daemon/media/uplink/srt_link.h"

namespace diemcau::media {

struct UplinkReport {
  UplinkStatus status;
  std::optional<LinkFault> fault;          // why there is no connection; none while connected or idle
  std::optional<std::string> on_backup;    // the stream goes over the backup alone: what is wrong with the primary
  std::optional<std::string> backup_down;  // what is wrong with the backup
  double residual_loss = 0;                // of the packets, a share: missing at the receiver in spite of repeats
  bool sound_twice = false;                // sound is sent a second time
  std::optional<bool> first_carries_all;   // the first line, all that is planned; nothing: the stream goes not over it
  bool changing = false;                   // what was asked for last is not in place yet; the stream goes on as before
  bool congested = false;                  // pictures were dropped lately, or libsrt took no more
};

// Packets that were sent again ÷ packets sent, between two looks at one connection: what the line lost. libsrt's count
// of losses has each one once for every report of it.
[[nodiscard]] double repeatedShare(const LinkStats& from, const LinkStats& to);

// Makes the figures of the status from libsrt's counters: intervals over the last second, totals over
// all connections. Thread-bound.
class LinkMeter {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // A new connection: its counters begin at nothing.
  void begin(Time now);
  void add(Time now, const LinkStats& stats);
  void write(UplinkStatus& status) const;
  // repeatedShare() of the last second.
  [[nodiscard]] double repeated() const;

 private:
  struct Sample {
    Time at{};
    LinkStats stats;
  };

  std::deque<Sample> samples_;  // of the last second and a little
  LinkStats before_;            // totals of earlier connections
};

}  // namespace diemcau::media
