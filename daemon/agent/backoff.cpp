// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try.
#include "daemon/agent/backoff.h"

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

namespace diemcau::agent {

using std::chrono::milliseconds;

Random systemRandom() {
  auto engine = std::make_shared<std::minstd_rand>(std::random_device{}());
  return [engine] { return std::uniform_real_distribution<double>{}(*engine); };
}

milliseconds spread(milliseconds most, const Random& random) {
  const milliseconds half = most / 2;
  return half + milliseconds{static_cast<milliseconds::rep>(static_cast<double>(half.count()) * random())};
}

Backoff::Backoff(const base::Clock& clock, Random random, BackoffLimits limits)
    : clock_(clock), random_(std::move(random)), limits_(limits) {}

milliseconds Backoff::failed(std::optional<std::chrono::seconds> retry_after) {
  if (failures_ == 0) first_failure_ = clock_.boot();
  const auto longest = static_cast<double>(bound().count());
  ++failures_;
  const double share = limits_.steady + (1 - limits_.steady) * random_();
  const milliseconds jitter{static_cast<milliseconds::rep>(longest * share)};
  const auto asked =
      std::clamp(retry_after.value_or(std::chrono::seconds{0}), std::chrono::seconds{0}, kLongestRetryAfter);
  return asked + jitter;
}

milliseconds Backoff::bound() const {
  const bool early = clock_.boot() - first_failure_ < limits_.early;
  const milliseconds cap = early ? limits_.early_cap : limits_.late_cap;
  const unsigned doublings = std::min(failures_, 16U);
  return std::min(cap, limits_.first * (1U << doublings));
}

}  // namespace diemcau::agent
