// SPDX-License-Identifier: Apache-2.0
// Blends by the clock, so that a slow output shows fewer of them.
#include "daemon/screen/fade.h"

#include <algorithm>
#include <thread>

namespace diemcau::screen {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFrame{16};  // where the driver does not wait for the vertical blank

}  // namespace

Result<void> fadeOver(const Fade& fade, const maket::Picture& to,
                      const std::function<Result<void>(const maket::Picture&)>& put) {
  const Clock::time_point start = Clock::now();
  maket::Picture blended = *fade.from;
  for (Clock::time_point next = start + kFrame;; next = std::max(next + kFrame, Clock::now())) {
    std::this_thread::sleep_until(next);
    const double share = (Clock::now() - start) / std::chrono::duration<double, std::milli>(fade.lasts);
    if (share >= 1) return put(to);
    maket::blend(*fade.from, to, share, blended);
    if (Result<void> shown = put(blended); !shown) return shown;
  }
}

}  // namespace diemcau::screen
