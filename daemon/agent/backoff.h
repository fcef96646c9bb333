// SPDX-License-Identifier: Apache-2.0
// How long to wait before the next try.
//
// Exponential back-off with full jitter ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015):
// uniform between `steady` of the bound and the bound, which doubles with each failure in a row.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "daemon/base/clock.h"

namespace diemcau::agent {

// Uniform in [0, 1).
using Random = std::function<double()>;
[[nodiscard]] Random systemRandom();

// For what is done again and again by many: between half of `most` and `most`.
[[nodiscard]] std::chrono::milliseconds spread(std::chrono::milliseconds most, const Random& random);

struct BackoffLimits {
  std::chrono::milliseconds first{250};
  // While the first failure is younger than `early`, so that a centre that restarts has its endpoints back soon.
  std::chrono::milliseconds early_cap{2'000};
  std::chrono::milliseconds early{60'000};
  std::chrono::milliseconds late_cap{30'000};
  double steady = 0;  // share of the bound that is always waited; 0 is full jitter
};

inline constexpr std::chrono::seconds kLongestRetryAfter{300};

class Backoff {
 public:
  // `clock` outlives this.
  Backoff(const base::Clock& clock, Random random, BackoffLimits limits = {});

  // Counts a failure; the wait before the next try. A Retry-After is waited for in full (but never
  // longer than kLongestRetryAfter), the jitter comes on top.
  [[nodiscard]] std::chrono::milliseconds failed(std::optional<std::chrono::seconds> retry_after = {});
  void succeeded() { failures_ = 0; }
  [[nodiscard]] unsigned failures() const { return failures_; }

 private:
  [[nodiscard]] std::chrono::milliseconds bound() const;

  const base::Clock& clock_;
  Random random_;
  BackoffLimits limits_;
  unsigned failures_ = 0;  // in a row
  base::BootTime first_failure_{};
};

}  // namespace diemcau::agent
