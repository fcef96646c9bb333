// SPDX-License-Identifier: Apache-2.0
// Time, injected so that tests can turn it.
#pragma once

#include <chrono>

namespace diemcau::base {

// Time since boot, suspend included (CLOCK_BOOTTIME): for deadlines and intervals.
struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;
};

using BootTime = BootClock::time_point;
using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual BootTime boot() const = 0;
  // For people and certificates only; may jump.
  [[nodiscard]] virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] BootTime boot() const override;
  [[nodiscard]] WallTime wall() const override;
};

}  // namespace diemcau::base
