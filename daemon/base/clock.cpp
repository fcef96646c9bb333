// SPDX-License-Identifier: Apache-2.0
// The kernel's clocks.
#include "daemon/base/clock.h"

#include <time.h>

namespace diemcau::base {

BootTime SystemClock::boot() const {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return BootTime{std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec}};
}

WallTime SystemClock::wall() const {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace diemcau::base
