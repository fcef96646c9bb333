// SPDX-License-Identifier: Apache-2.0
// The kernel's wall clock.
#include "daemon/agent/time/system_time.h"

#include <sys/timex.h>
#include <time.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace diemcau::agent {

bool KernelTime::keptByNtp() const {
  timex state{};
  const int answer = ::adjtimex(&state);
  return answer >= 0 && answer != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

Result<void> KernelTime::set(base::WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  timespec now{};
  now.tv_sec = seconds.time_since_epoch().count();
  now.tv_nsec = std::chrono::nanoseconds{time - seconds}.count();
  if (::clock_settime(CLOCK_REALTIME, &now) != 0) return fail("clock", "not_set", std::strerror(errno));
  return {};
}

}  // namespace diemcau::agent
