// SPDX-License-Identifier: Apache-2.0
// Rate rules on simulated links: one seed, one JSON object a contender.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/bench/src/reference_rule.h"
#include "tests/support/simulated_link.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

using Make = std::function<RateRule(const media::RateLimits&, double first_kbps)>;
using Figures = std::map<std::string, double>;

constexpr double kFirst = 1000;
constexpr int kEvery = 50;  // ms between two looks
constexpr double kPerSecond = 1000.0 / kEvery;

template <class Rule>
RateRule ruleOf(const media::RateLimits& limits, double first_kbps) {
  return [rule = Rule(limits, first_kbps)](const media::RateSample& sample) mutable { return rule.update(sample); };
}

struct Run {
  std::vector<double> target_kbps;
  std::vector<double> queue_ms;
};

struct Trial {
  const Make& make;
  std::uint32_t seed;

  [[nodiscard]] SimulatedSender sender(SimulatedLink& link, const media::RateLimits& limits, std::uint32_t more = 100,
                                       double from_s = 0) const {
    return {link, make(limits, kFirst), limits.latency_ms, kFirst, seed + more, from_s};
  }
  [[nodiscard]] Run run(const LinkSpec& spec, const media::RateLimits& limits, int seconds) const {
    SimulatedLink link(spec, seed);
    SimulatedSender one = sender(link, limits);
    Run run;
    for (int ms = 0; ms < seconds * 1000; ++ms) {
      link.tick();
      one.tick();
      if (ms % kEvery != 0) continue;
      run.target_kbps.push_back(one.target());
      run.queue_ms.push_back(link.queueMs());
    }
    return run;
  }
};

std::size_t lookAt(double second) { return static_cast<std::size_t>(second * kPerSecond); }

// 6 → 1 → 6 Mb/s.
void step(const Trial& trial, Figures& figures) {
  constexpr double kHigh = 6000;
  constexpr double kLow = 1000;
  const Run run = trial.run({.capacity_kbps = [](double at) { return at < 45 || at >= 55 ? kHigh : kLow; }},
                            {.min_kbps = 150, .max_kbps = kHigh, .latency_ms = 300}, 95);
  std::size_t down = lookAt(45);
  while (down < lookAt(55) && run.target_kbps[down] > 1.05 * kLow) ++down;
  double over = 0;
  for (std::size_t i = lookAt(45); i < lookAt(55); ++i) over += run.queue_ms[i] > 300 ? 1 / kPerSecond : 0;
  std::size_t up = lookAt(55);
  while (up < run.target_kbps.size() && run.target_kbps[up] < 0.9 * kHigh) ++up;
  figures["down_s"] = static_cast<double>(down - lookAt(45)) / kPerSecond;
  figures["over_s"] = over;
  figures["up_s"] = static_cast<double>(up - lookAt(55)) / kPerSecond;
}

void steady(const Trial& trial, Figures& figures) {
  const Run run = trial.run({.capacity_kbps = [](double) { return 3000.0; }},
                            {.min_kbps = 150, .max_kbps = 4500, .latency_ms = 300}, 60);
  double sum = 0;
  double least = 1e9;
  double most = 0;
  for (std::size_t i = lookAt(30); i < run.target_kbps.size(); ++i) {
    sum += run.target_kbps[i];
    least = std::min(least, run.target_kbps[i]);
    most = std::max(most, run.target_kbps[i]);
  }
  const double mean = sum / static_cast<double>(run.target_kbps.size() - lookAt(30));
  figures["used"] = mean / 3000;
  figures["swing"] = std::max(most / mean - 1, 1 - least / mean);
}

void loss(const Trial& trial, Figures& figures) {
  const Run run = trial.run({.capacity_kbps = [](double) { return 12000.0; }, .loss = 0.1},
                            {.min_kbps = 150, .max_kbps = 4000, .latency_ms = 300}, 60);
  figures["lossy"] =
      *std::min_element(run.target_kbps.begin() + static_cast<std::ptrdiff_t>(lookAt(40)), run.target_kbps.end()) /
      4000;
}

void together(const Trial& trial, Figures& figures) {
  SimulatedLink link({.capacity_kbps = [](double) { return 4000.0; }}, trial.seed);
  const media::RateLimits limits{.min_kbps = 150, .max_kbps = 4000, .latency_ms = 300};
  SimulatedSender one = trial.sender(link, limits);
  SimulatedSender other = trial.sender(link, limits, 200, 10);
  double a = 0;
  double b = 0;
  for (int ms = 0; ms < 80'000; ++ms) {
    link.tick();
    one.tick();
    other.tick();
    if (ms < 50'000) continue;
    a += one.target();
    b += other.target();
  }
  figures["jain"] = (a + b) * (a + b) / 2 / (a * a + b * b);
}

void besideDownload(const Trial& trial, Figures& figures) {
  const Run run = trial.run({.capacity_kbps = [](double) { return 4000.0; }, .tcp_from_s = 10, .tcp_to_s = 60},
                            {.min_kbps = 150, .max_kbps = 6000, .latency_ms = 300}, 60);
  double sum = 0;
  for (std::size_t i = lookAt(20); i < run.target_kbps.size(); ++i) sum += run.target_kbps[i];
  figures["beside_kbps"] = sum / static_cast<double>(run.target_kbps.size() - lookAt(20));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: bench_step_flap SEED\n", stderr);
    return 2;
  }
  const auto seed = static_cast<std::uint32_t>(std::atoi(argv[1]));
  const std::map<std::string, Make> contenders = {{"diemcau", ruleOf<media::RateControl>},
                                                  {"reference rule", ruleOf<bench::ReferenceRule>}};
  for (const auto& [name, make] : contenders) {
    const Trial trial{make, seed};
    Figures figures;
    for (const auto& measure : {step, steady, loss, together, besideDownload}) measure(trial, figures);
    std::printf("{\"contender\": \"%s\"", name.c_str());
    for (const auto& [key, value] : figures) std::printf(", \"%s\": %.4f", key.c_str(), value);
    std::puts("}");
  }
  return 0;
}
