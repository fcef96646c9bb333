// SPDX-License-Identifier: Apache-2.0
// One direction of a link for real packets: a queue at a rate, then the way.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "tests/support/link_fate.h"

namespace diemcau::test {

struct LinkPacket {
  std::vector<char> bytes;
  std::size_t flow = 0;  // whose it is; all share the way
};

// What went in and came out since its begin, with headers.
struct WayCounts {
  std::uint64_t in_bytes = 0;
  std::uint64_t out_bytes = 0;
  std::uint64_t lost_packets = 0;  // for whatever reason
  double queue_ms = 0;             // what is in the queue now would take so long
  double carries_kbps = 0;         // now; 0: as fast as it goes
};

// No clock and no socket: times in milliseconds since the shape holds, never less than those before. Thread-bound.
class LinkWay {
 public:
  explicit LinkWay(std::uint32_t seed) : seed_(seed), fate_(seed) {}

  // From now on, which is its time 0; for what is in the queue too. What has left it arrives as it would have.
  void shape(const LinkShape& shape, double now_ms);
  void add(LinkPacket packet, double now_ms);
  // The next one that has arrived.
  [[nodiscard]] std::optional<LinkPacket> take(double now_ms);
  // When there will be something to take, or to look at again.
  [[nodiscard]] std::optional<double> nextMs() const;
  [[nodiscard]] WayCounts counts() const;

 private:
  static double sizeOf(const LinkPacket& packet);
  [[nodiscard]] double headLeavesMs() const;
  void drain(double now_ms);
  void leave();

  LinkShape shape_;
  std::uint32_t seed_;
  LinkFate fate_;
  std::deque<LinkPacket> queue_;
  double queued_bytes_ = 0;
  double head_bits_ = 0;   // of the first, that have not left yet
  double drained_ms_ = 0;  // until when that holds
  std::multimap<double, LinkPacket> under_way_;
  WayCounts counts_;
};

}  // namespace diemcau::test
