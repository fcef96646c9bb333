// SPDX-License-Identifier: Apache-2.0
// What the rate does on links of many kinds, in simulated time.
#include "daemon/media/uplink/rate_control.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <format>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/simulated_run.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kSeeds = 4;
constexpr std::size_t kLinks = 40;   // at least
constexpr double kFirstSeconds = 5;  // in which nothing is known of the line

// The worst of all seeds, and what was wanted when that is not good enough.
std::string judge(const LinkCase& one) {
  std::vector<SimulatedRun> runs;
  for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) runs.push_back(simulate(one, ruleOf<RateControl>, seed));
  std::string figures = std::format("{:24}", one.name);
  std::string faults;
  for (const LinkLimit& limit : one.limits) {
    double worst = limit.most ? -1e12 : 1e12;
    for (const SimulatedRun& run : runs) {
      const double figure = NEED(figureOf(one, run, limit));
      worst = limit.most ? std::max(worst, figure) : std::min(worst, figure);
    }
    const bool holds = limit.most ? worst <= limit.value : worst >= limit.value;
    const std::string text = std::format(" {}@{}-{} {:.4g} ({} {})", limit.figure, limit.from_s, limit.to_s, worst,
                                         limit.most ? "at most" : "at least", limit.value);
    figures += text;
    if (!holds) faults += std::format("\n{}:{}", one.name, text);
  }
  std::puts(figures.c_str());
  return faults;
}

// tests/support/link-cases.tsv says which, and what of.
void theRateKeepsWithinTheLimitsOfEachLink() {
  const auto cases = NEED(readLinkCases(sourceFile("tests/support/link-cases.tsv")));
  CHECK(cases.size() >= kLinks);
  std::string faults;
  for (const LinkCase& one : cases) faults += judge(one);
  CHECK_EQ(std::string(), faults);
}

bool limitsTheQueue(const LinkCase& one) {
  return std::ranges::any_of(one.limits, [&](const LinkLimit& limit) {
    return limit.figure == "over" && limit.most && limit.from_s <= kFirstSeconds && limit.to_s == one.sender.seconds;
  });
}

void ofEachLinkTheTableSaysHowLongTheQueueIsTooLong() {
  const auto cases = NEED(readLinkCases(sourceFile("tests/support/link-cases.tsv")));
  std::string without;
  for (const LinkCase& one : cases) {
    if (!limitsTheQueue(one)) without += one.name + " ";
  }
  CHECK_EQ(std::string(), without);
}

void anotherPlanHoldsAtOnce() {
  RateControl control({150, 4000, 300}, 3000);
  CHECK_EQ(3000.0, control.target());
  control.setLimits({150, 2000, 300});
  CHECK_EQ(2000.0, control.target());
  control.setLimits({150, 3500, 300});
  CHECK_EQ(3500.0, control.target());
}

// The line is gone for two seconds and the receiver speaks before pictures go: 400 ms for what is repeated, then an IDR
// picture that takes its time. Nothing of that is what the line carries.
void afterACutItIsWhatItWasBefore() {
  constexpr double kPlanned = 2700;
  RateControl control({150, kPlanned, 300}, kPlanned);
  RateSample sample{.at = 1s, .rtt_ms = 42, .backlog_ms = 41};
  const auto pass = [&](std::chrono::milliseconds time, double handed_kbps, double delivered_kbps) {
    for (auto left = time; left > 0ms; left -= 20ms) {
      sample.at += 20ms;
      sample.handed_bytes += static_cast<std::uint64_t>(handed_kbps * 20 / 8);
      sample.delivered_bytes += static_cast<std::uint64_t>(delivered_kbps * 20 / 8);
      control.update(sample);
    }
  };
  pass(3s, 2600, 2600);
  CHECK_EQ(kPlanned, control.target());
  sample.backlog_ms = 200;
  pass(200ms, 2600, 0);
  sample.held = true;
  sample.backlog_ms = 500;
  pass(1800ms, 0, 0);
  CHECK_EQ(kPlanned, control.target());
  sample.lost_packets += 49;
  pass(400ms, 30, 0);
  CHECK_EQ(kPlanned, control.target());
  sample.held = false;
  sample.backlog_ms = 152;
  pass(240ms, 900, 330);
  sample.backlog_ms = 41;
  pass(2s, 2600, 2600);
  CHECK_EQ(kPlanned, control.target());
}

// libsrt drops what is older than a second. While a longer queue is sent, what waits seems no older, and nothing of it
// comes to count as delivered: that is no longer way, and no reason to send more.
void aQueueLongerThanLibsrtKeepsIsNoLongerWay() {
  RateControl control({61, 2207, 300}, 2207);
  RateSample sample{.at = 1s, .rtt_ms = 42, .backlog_ms = 41};
  double most_kbps = 0;
  const auto look = [&](double handed_kbps, double delivered_kbps) {
    sample.at += 20ms;
    sample.handed_bytes += static_cast<std::uint64_t>(handed_kbps * 20 / 8);
    sample.delivered_bytes += static_cast<std::uint64_t>(delivered_kbps * 20 / 8);
    most_kbps = std::max(most_kbps, control.update(sample));
  };
  for (int i = 0; i < 150; ++i) look(2100, 2100);
  sample.held = true;
  for (int i = 0; i < 50; ++i) {
    sample.backlog_ms += 20;
    look(40, 250);
  }
  CHECK(control.target() < 300);
  most_kbps = 0;
  for (int i = 0; i < 400; ++i) {
    if (i % 50 == 49) sample.rtt_ms += 500;
    look(40, 0);
    sample.held = sample.backlog_ms > control.baseMs() + 260;
  }
  CHECK(control.baseMs() < 200);
  CHECK(most_kbps < 300);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theRateKeepsWithinTheLimitsOfEachLink),
                             TEST(ofEachLinkTheTableSaysHowLongTheQueueIsTooLong), TEST(anotherPlanHoldsAtOnce),
                             TEST(afterACutItIsWhatItWasBefore), TEST(aQueueLongerThanLibsrtKeepsIsNoLongerWay)});
}
