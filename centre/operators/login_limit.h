// SPDX-License-Identifier: Apache-2.0
// How often passwords may be tried: by one address and by all together.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "centre/loop/moment.h"

namespace diemcau::centre {

// A count that fills up again with time (token bucket).
class TryBudget {
 public:
  TryBudget(int burst, std::chrono::seconds refill, SteadyTime now) : burst_(burst), refill_(refill), full_at_(now) {}

  // How long until one try is left; zero when there is one now.
  [[nodiscard]] std::chrono::nanoseconds waitTime(SteadyTime now) const;
  void take(SteadyTime now);
  void giveBack() { full_at_ -= refill_; }
  [[nodiscard]] bool full(SteadyTime now) const { return full_at_ <= now; }

 private:
  int burst_;
  std::chrono::nanoseconds refill_;  // of one try
  SteadyTime full_at_;
};

// Tries count before they are judged, so that many at once gain nothing; a right password gives its
// try back. Bound to the loop's thread.
class LoginLimit {
 public:
  // Five tries of one address at once, then one every ten seconds; thirty and one a second of all.
  explicit LoginLimit(const Clock& clock);

  // Takes a try; or, when none is left, how long until there is one.
  [[nodiscard]] std::optional<std::chrono::seconds> take(const std::string& address);
  void succeeded(const std::string& address);

 private:
  void forgetIdle(SteadyTime now);

  const Clock& clock_;
  TryBudget all_;
  std::map<std::string, TryBudget> by_address_;
};

// Addresses that one caller may choose among count as one: IPv6 by its first 64 bits.
[[nodiscard]] std::string limitedAs(const std::string& address);

}  // namespace diemcau::centre
