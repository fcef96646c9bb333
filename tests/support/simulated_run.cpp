// SPDX-License-Identifier: Apache-2.0
// Running, and means, extremes and times of what was seen.
#include "tests/support/simulated_run.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <span>

namespace diemcau::test {
namespace {

using Span = std::span<const double>;

constexpr double kDown = 1.05;  // of the capacity
constexpr double kUp = 0.9;

double meanOf(Span values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double secondsOf(std::ptrdiff_t looks) { return static_cast<double>(looks) * kRunEveryMs / 1000; }

// From the begin until `holds` of a target and a capacity.
double untilHolds(Span targets, Span capacities, const std::function<bool(double, double)>& holds) {
  std::size_t i = 0;
  while (i < targets.size() && !holds(targets[i], capacities[i])) ++i;
  return secondsOf(static_cast<std::ptrdiff_t>(i));
}

double swingOf(Span targets) {
  const double mean = meanOf(targets);
  return std::max(std::ranges::max(targets) / mean - 1, 1 - std::ranges::min(targets) / mean);
}

double jainOf(const std::vector<double>& means) {
  double sum = 0;
  double squares = 0;
  for (const double mean : means) {
    sum += mean;
    squares += mean * mean;
  }
  return sum * sum / (static_cast<double>(means.size()) * squares);
}

}  // namespace

SimulatedRun simulate(const LinkCase& one, const MakeRule& make, std::uint32_t seed) {
  SimulatedLink link(one.link, seed);
  const media::RateLimits limits{one.sender.min_kbps, one.sender.max_kbps, one.sender.latency_ms};
  std::deque<SimulatedSender> senders;
  for (std::uint32_t more = 100; const double from_s : one.sender.from_s) {
    senders.emplace_back(link, make(limits, one.sender.first_kbps), one.sender, seed + more, from_s);
    more += 100;
  }
  SimulatedRun run;
  run.target_kbps.resize(senders.size());
  for (int ms = 0; ms < one.sender.seconds * 1000; ++ms) {
    link.tick();
    for (SimulatedSender& sender : senders) sender.tick();
    if (ms % kRunEveryMs != 0) continue;
    const double policer = one.link.there.policer_kbps;
    run.capacity_kbps.push_back(policer > 0 ? std::min(policer, link.capacity()) : link.capacity());
    run.queue_ms.push_back(link.queueMs());
    double lost = 0;
    for (std::size_t i = 0; i < senders.size(); ++i) {
      run.target_kbps[i].push_back(ms < one.sender.from_s[i] * 1000 ? 0 : senders[i].target());
      lost += senders[i].lost();
    }
    run.lost.push_back(lost);
    run.still.push_back(senders.front().isStill() ? 1 : 0);
  }
  return run;
}

Result<double> figureOf(const LinkCase& one, const SimulatedRun& run, const LinkLimit& limit) {
  const auto first = static_cast<std::size_t>(std::lround(limit.from_s * 1000 / kRunEveryMs));
  const auto count = static_cast<std::size_t>(std::lround(limit.to_s * 1000 / kRunEveryMs)) - first;
  const auto part = [&](const std::vector<double>& values) { return Span(values).subspan(first, count); };
  const Span targets = part(run.target_kbps.front());
  const Span capacities = part(run.capacity_kbps);
  const Span queue = part(run.queue_ms);
  std::vector<double> means;
  for (const auto& target : run.target_kbps) means.push_back(meanOf(part(target)));
  const std::string& figure = limit.figure;
  if (figure == "low") return std::ranges::min(targets);
  if (figure == "high") return std::ranges::max(targets);
  if (figure == "mean") return means.front();
  if (figure == "share") return means.front() / meanOf(capacities);
  if (figure == "swing") return swingOf(targets);
  if (figure == "queue") return std::ranges::max(queue);
  if (figure == "lost") return part(run.lost).back() - part(run.lost).front();
  if (figure == "still") return secondsOf(std::ranges::count(part(run.still), 1.0));
  if (figure == "jain") return jainOf(means);
  if (figure == "sum") return std::accumulate(means.begin(), means.end(), 0.0) / meanOf(capacities);
  if (figure == "over") {
    return secondsOf(std::ranges::count_if(queue, [&](double ms) { return ms > one.sender.latency_ms; }));
  }
  if (figure == "down") {
    return untilHolds(targets, capacities, [](double target, double capacity) { return target <= kDown * capacity; });
  }
  if (figure == "up") {
    return untilHolds(targets, capacities, [most = one.sender.max_kbps](double target, double capacity) {
      return target >= kUp * std::min(most, capacity);
    });
  }
  return fail("simulated_run", "no_such_figure", figure);
}

}  // namespace diemcau::test
