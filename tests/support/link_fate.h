// SPDX-License-Identifier: Apache-2.0
// What a link does to a packet that it carries: lost, late, doubled. The same for the same seed.
#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "tests/support/link_shape.h"

namespace diemcau::test {

// One direction of a link. Times in milliseconds since its begin, never less than those before. Thread-bound.
class LinkFate {
 public:
  explicit LinkFate(std::uint32_t seed) : packets_(seed), bursts_(seed + 1) {}

  // Whether the policer lets a packet pass; those that it does are counted.
  [[nodiscard]] bool isWithin(const LinkShape& shape, double now_ms, double bytes);

  struct Arrival {
    double at_ms = 0;
    std::optional<double> again_at_ms{};  // its double
  };
  // Of a packet that leaves the queue at that time; nothing when it is lost.
  [[nodiscard]] std::optional<Arrival> pass(const LinkShape& shape, double leaves_ms);

 private:
  bool chance(double percent);
  bool isInBurst(const LinkShape& shape, double now_ms);

  std::mt19937 packets_;
  std::mt19937 bursts_;  // by themselves: when they are does not depend on how much is sent
  bool burst_ = false;
  double burst_turns_ms_ = -1;  // when it ends, or the next one begins; -1: not yet known
  double policed_bytes_ = 0;
  double policed_at_ms_ = 0;
  double last_ms_ = 0;  // when the last one in order arrives
};

}  // namespace diemcau::test
