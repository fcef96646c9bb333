// SPDX-License-Identifier: Apache-2.0
// A case of the table in simulated time, and its figures.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tests/support/link_case.h"
#include "tests/support/simulated_link.h"

namespace diemcau::test {

inline constexpr int kRunEveryMs = 50;

// What was seen each kRunEveryMs.
struct SimulatedRun {
  std::vector<double> capacity_kbps;  // or its policer's rate
  std::vector<double> queue_ms;
  std::vector<std::vector<double>> target_kbps;  // of each sender; 0 before it is there
  std::vector<double> still;                     // 1: the first sender sends stills, or no pictures
  std::vector<double> lost;                      // packets that came too late or never, of all, since the begin
};

// A rule for one sender.
using MakeRule = std::function<RateRule(const media::RateLimits& limits, double first_kbps)>;

template <class Rule>
RateRule ruleOf(const media::RateLimits& limits, double first_kbps) {
  return [rule = Rule(limits, first_kbps)](const media::RateSample& sample) mutable { return rule.update(sample); };
}

[[nodiscard]] SimulatedRun simulate(const LinkCase& one, const MakeRule& make, std::uint32_t seed);

// Of the target of the first sender: "low", "high" and "mean" in kb/s; "share": mean by mean capacity, "swing": the
// farthest from the mean, of the mean; "down" and "up": s until 1.05 of the capacity, or nine tenths of it or of the
// most that is planned, are reached (never: the length of the time). "still": s in which it sends stills, or no
// pictures. Of the link: "queue": the longest, ms; "over": s in which it is longer than the receiver's delay; "lost":
// packets. Of all senders: "jain": R. Jain's index of their means; "sum": of their means, by mean capacity. No value:
// there is no such figure.
[[nodiscard]] Result<double> figureOf(const LinkCase& one, const SimulatedRun& run, const LinkLimit& limit);

}  // namespace diemcau::test
