// SPDX-License-Identifier: Apache-2.0
// What the rate does on links of many kinds, in simulated time.
#include "daemon/media/uplink/rate_control.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/simulated_link.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;

using OfTime = std::function<double(double)>;

OfTime fixed(double value) {
  return [value](double) { return value; };
}

// From each time on, in seconds, its value.
OfTime steps(std::vector<std::pair<double, double>> list) {
  return [list = std::move(list)](double at) {
    double value = list.front().second;
    for (const auto& [from, next] : list) {
      if (at >= from) value = next;
    }
    return value;
  };
}

OfTime ramp(double from_s, double to_s, double first, double last) {
  return [=](double at) { return std::lerp(first, last, std::clamp((at - from_s) / (to_s - from_s), 0.0, 1.0)); };
}

OfTime swinging(double middle, double by, double period_s) {
  return [=](double at) { return middle + by * std::sin(at / period_s * 2 * 3.14159265); };
}

OfTime sawtooth(double low, double high, double period_s) {
  return [=](double at) { return high - (high - low) * (at / period_s - std::floor(at / period_s)); };
}

// The target between two times, in seconds and kb/s: always within; at least once; never further than kEven
// from its mean.
enum class Does { Always, Once, Even };
struct Expect {
  Does does;
  double from_s;
  double to_s;
  double least = 0;
  double most = 1e9;
};

struct Case {
  std::string name;
  LinkSpec link;
  double latency_ms = 300;
  double max_kbps = 6000;
  std::vector<Expect> expects;
};

constexpr double kMin = 150;
constexpr double kStart = 1000;
constexpr double kSeconds = 40;
constexpr std::uint32_t kSeeds = 4;
constexpr double kEven = 0.13;  // of the mean

std::string fault(const Expect& expect, const std::vector<double>& targets) {
  const auto begin = targets.begin() + std::lround(expect.from_s * 20);
  const auto end = targets.begin() + std::lround(expect.to_s * 20);
  const auto [low, high] = std::minmax_element(begin, end);
  double mean = 0;
  for (auto target = begin; target != end; ++target) mean += *target / static_cast<double>(end - begin);
  const bool within = *low >= expect.least && *high <= expect.most;
  const bool once = std::any_of(begin, end, [&](double t) { return t >= expect.least && t <= expect.most; });
  const bool even =
      *low >= (1 - kEven) * mean && *high <= (1 + kEven) * mean && mean >= expect.least && mean <= expect.most;
  const bool holds = expect.does == Does::Always ? within : expect.does == Does::Once ? once : even;
  if (holds) return {};
  return std::format("{} to {} s: {:.0f} to {:.0f}, mean {:.0f}; wanted {} to {}", expect.from_s, expect.to_s, *low,
                     *high, mean, expect.least, expect.most);
}

std::vector<double> run(const Case& one, std::uint32_t seed) {
  SimulatedLink link(one.link, seed);
  SimulatedSender sender(link, {kMin, one.max_kbps, one.latency_ms}, kStart, seed + 100);
  std::vector<double> targets;
  for (int ms = 0; ms < kSeconds * 1000; ++ms) {
    link.tick();
    sender.tick();
    if (ms % 50 == 0) targets.push_back(sender.target());
  }
  return targets;
}

void judge(const std::vector<Case>& cases) {
  std::string faults;
  for (const Case& one : cases) {
    for (std::uint32_t seed = 1; seed <= kSeeds; ++seed) {
      const std::vector<double> targets = run(one, seed);
      for (const Expect& expect : one.expects) {
        if (const auto text = fault(expect, targets); !text.empty()) {
          faults += std::format("\n{}, seed {}: {}", one.name, seed, text);
        }
      }
    }
  }
  CHECK_EQ(std::string(), faults);
}

void aSteadyLinkIsUsedEvenly() {
  const auto even = [](double kbps) { return std::vector<Expect>{{Does::Even, 12, 40, 0.88 * kbps, 1.0 * kbps}}; };
  std::vector<Case> cases;
  for (const double kbps : {500.0, 800.0, 1200.0, 2000.0, 3000.0, 4000.0}) {
    cases.push_back({std::format("{} kb/s", kbps), {.capacity_kbps = fixed(kbps)}, 300, 1.5 * kbps, even(kbps)});
  }
  for (const double delay : {1.0, 5.0, 50.0, 100.0}) {
    cases.push_back({std::format("3000 kb/s, {} ms", delay),
                     {.capacity_kbps = fixed(3000), .delay_ms = fixed(delay)},
                     500,
                     4000,
                     even(3000)});
  }
  for (const double latency : {120.0, 1000.0, 3000.0}) {
    cases.push_back({std::format("latency {}", latency), {.capacity_kbps = fixed(3000)}, latency, 4000, even(3000)});
  }
  cases.push_back({"much queue", {.capacity_kbps = fixed(3000), .queue_bytes = 1e6}, 300, 4000, even(3000)});
  cases.push_back({"little queue",
                   {.capacity_kbps = fixed(3000), .queue_bytes = 40'000},
                   300,
                   4000,
                   {{Does::Always, 10, 40, 1500, 3600}}});
  cases.push_back(
      {"jitter", {.capacity_kbps = fixed(3000), .jitter_ms = 15}, 300, 4000, {{Does::Always, 10, 40, 2400, 3600}}});
  judge(cases);
}

void whatIsPlannedIsReachedAndKept() {
  const std::vector<Expect> most = {{Does::Once, 0, 5, 2500}, {Does::Always, 5, 40, 2500, 2500}};
  judge({{"6000 kb/s", {.capacity_kbps = fixed(6000)}, 300, 2500, most},
         {"50 Mb/s, no delay", {.capacity_kbps = fixed(50'000), .delay_ms = fixed(0.1)}, 120, 2500, most},
         {"jitter without delay",
          {.capacity_kbps = fixed(50'000), .delay_ms = fixed(0.1), .jitter_ms = 30},
          120,
          2500,
          most},
         {"far away", {.capacity_kbps = fixed(20'000), .delay_ms = fixed(150)}, 1000, 2500, most}});
}

// Within two seconds down, within six up to nine tenths.
void aStepIsFollowed() {
  const auto follows = [](double high, double low) {
    return std::vector<Expect>{{Does::Once, 0, 10, 0.9 * high},         {Does::Once, 15, 17, kMin, 1.1 * low},
                               {Does::Always, 17, 25, kMin, 1.5 * low}, {Does::Once, 18, 25, 0.85 * low},
                               {Does::Once, 25, 31, 0.9 * high},        {Does::Always, 31.5, 40, 0.75 * high}};
  };
  const auto there_and_back = [](double high, double low) { return steps({{0, high}, {15, low}, {25, high}}); };
  std::vector<Case> cases;
  for (const double latency : {120.0, 300.0, 1000.0}) {
    cases.push_back({std::format("6-1-6 Mb/s, latency {}", latency),
                     {.capacity_kbps = there_and_back(6000, 1000)},
                     latency,
                     6000,
                     follows(6000, 1000)});
  }
  cases.push_back({"6-1-6, much queue",
                   {.capacity_kbps = there_and_back(6000, 1000), .queue_bytes = 500'000},
                   300,
                   6000,
                   follows(6000, 1000)});
  cases.push_back({"3-0.6-3", {.capacity_kbps = there_and_back(3000, 600)}, 300, 4000, follows(3000, 600)});
  cases.push_back({"4-2-4", {.capacity_kbps = there_and_back(4000, 2000)}, 300, 6000, follows(4000, 2000)});
  cases.push_back({"2-0.4-2", {.capacity_kbps = there_and_back(2000, 400)}, 300, 2500, follows(2000, 400)});
  cases.push_back({"3-0.6-3, 100 ms",
                   {.capacity_kbps = there_and_back(3000, 600), .delay_ms = fixed(50)},
                   500,
                   4000,
                   {{Does::Always, 15.8, 25, kMin, 780}, {Does::Once, 25, 31, 2700}}});
  cases.push_back({"4-1-4, loss",
                   {.capacity_kbps = there_and_back(4000, 1000), .loss = 0.02},
                   300,
                   6000,
                   {{Does::Always, 15.8, 25, kMin, 1500}, {Does::Once, 25, 31, 3400}}});
  judge(cases);
}

void aLinkThatChangesAllTheTimeIsFollowed() {
  judge({{"slowly down",
          {.capacity_kbps = ramp(10, 30, 5000, 1000)},
          300,
          6000,
          {{Does::Always, 19.9, 20.1, 1500, 4000}, {Does::Always, 32, 40, 500, 1700}}},
         {"slowly up",
          {.capacity_kbps = ramp(10, 30, 1000, 5000)},
          300,
          6000,
          {{Does::Always, 19, 21, 1500, 4000}, {Does::Always, 32, 40, 2500, 6000}}},
         {"sawtooth", {.capacity_kbps = sawtooth(1500, 4000, 8)}, 300, 6000, {{Does::Always, 5, 40, 700, 4700}}},
         {"mobile", {.capacity_kbps = swinging(3000, 1500, 7)}, 300, 6000, {{Does::Once, 5, 40, 3500}}},
         {"mobile, loss",
          {.capacity_kbps = swinging(3000, 1500, 11), .loss = 0.02, .jitter_ms = 10},
          500,
          6000,
          {{Does::Once, 5, 40, 3500}}},
         {"a breath of nothing",
          {.capacity_kbps = steps({{0, 4000}, {15, 1}, {15.4, 4000}})},
          300,
          3000,
          {{Does::Once, 16, 32, 2700}, {Does::Always, 32, 40, 2600}}}});
}

void lossAloneDoesNotLowerIt() {
  const std::vector<Expect> all = {{Does::Always, 7, 40, 3600, 4000}};
  std::vector<Case> cases;
  for (const double loss : {0.01, 0.03, 0.05, 0.1}) {
    for (const double latency : {200.0, 500.0}) {
      cases.push_back({std::format("{} % of loss, latency {}", loss * 100, latency),
                       {.capacity_kbps = fixed(12'000), .loss = loss},
                       latency,
                       4000,
                       all});
    }
  }
  cases.push_back(
      {"5 %, 100 ms", {.capacity_kbps = fixed(12'000), .delay_ms = fixed(50), .loss = 0.05}, 500, 4000, all});
  cases.push_back({"bursts", {.capacity_kbps = fixed(12'000), .burst_loss = 0.02}, 500, 4000, all});
  judge(cases);
}

void aLongerWayIsNoQueue() {
  const std::vector<Expect> back = {{Does::Always, 5, 15, 3900}, {Does::Always, 21, 40, 3800}};
  judge({{"40 to 120 ms", {.capacity_kbps = fixed(9000), .delay_ms = steps({{0, 20}, {15, 60}})}, 300, 4000, back},
         {"40 to 90 ms", {.capacity_kbps = fixed(9000), .delay_ms = steps({{0, 20}, {15, 45}})}, 300, 4000, back},
         {"10 to 250 ms",
          {.capacity_kbps = fixed(9000), .delay_ms = steps({{0, 5}, {15, 125}})},
          1000,
          4000,
          {{Does::Always, 5, 15, 3900}, {Does::Once, 20, 30, 3900}, {Does::Always, 30, 40, 3700}}},
         {"200 to 40 ms",
          {.capacity_kbps = fixed(9000), .delay_ms = steps({{0, 100}, {15, 20}})},
          500,
          4000,
          {{Does::Always, 5, 40, 3900}}}});
}

void aPolicerIsFound() {
  judge({{"1.5 Mb/s",
          {.capacity_kbps = fixed(20'000), .policer_kbps = 1500},
          300,
          4000,
          {{Does::Always, 10, 40, 700, 3200}}},
         {"3 Mb/s",
          {.capacity_kbps = fixed(20'000), .policer_kbps = 3000, .police_bytes = 40'000},
          500,
          6000,
          {{Does::Always, 10, 40, 850, 5200}}}});
}

// As LEDBAT it gives way to a download, and takes all again when that is over.
void aDownloadIsGivenWayAndOutlived() {
  judge({{"download",
          {.capacity_kbps = fixed(4000), .tcp_from_s = 10, .tcp_to_s = 25},
          300,
          6000,
          {{Does::Always, 10, 25, kMin}, {Does::Once, 25, 35, 3600}, {Does::Always, 35, 40, 3000}}}});
}

void twoShareALink() {
  for (const double kbps : {2000.0, 4000.0}) {
    SimulatedLink link({.capacity_kbps = fixed(kbps)}, 1);
    const RateLimits limits{kMin, 4000, 300};
    SimulatedSender first(link, limits, kStart, 2);
    SimulatedSender second(link, limits, kStart, 3, 10);
    double a = 0;
    double b = 0;
    for (int ms = 0; ms < 80'000; ++ms) {
      link.tick();
      first.tick();
      second.tick();
      if (ms < 50'000) continue;
      a += first.target();
      b += second.target();
    }
    const double jain = (a + b) * (a + b) / (2 * (a * a + b * b));
    CHECK(jain >= 0.8);
    CHECK((a + b) / 30'000 > 0.8 * kbps);
  }
}

void anotherPlanHoldsAtOnce() {
  RateControl control({kMin, 4000, 300}, 3000);
  CHECK_EQ(3000.0, control.target());
  control.setLimits({kMin, 2000, 300});
  CHECK_EQ(2000.0, control.target());
  control.setLimits({kMin, 3500, 300});
  CHECK_EQ(3500.0, control.target());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aSteadyLinkIsUsedEvenly), TEST(whatIsPlannedIsReachedAndKept), TEST(aStepIsFollowed),
                             TEST(aLinkThatChangesAllTheTimeIsFollowed), TEST(lossAloneDoesNotLowerIt),
                             TEST(aLongerWayIsNoQueue), TEST(aPolicerIsFound), TEST(aDownloadIsGivenWayAndOutlived),
                             TEST(twoShareALink), TEST(anotherPlanHoldsAtOnce)});
}
