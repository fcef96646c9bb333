// SPDX-License-Identifier: Apache-2.0
// How long the launcher waits before it starts a daemon again.
#pragma once

#include <algorithm>
#include <chrono>
#include <utility>

namespace diemcau::launcher {

// A daemon that dies now and then is back within 300 ms; one that dies again and again within a second
// of its start is given up to two seconds, so that it does not eat the machine.
class RestartDelay {
 public:
  static constexpr std::chrono::milliseconds kFirst{250};
  static constexpr std::chrono::milliseconds kLongest{2'000};
  static constexpr std::chrono::milliseconds kShortLife{1'000};

  // After an end; `lived`: since its start.
  [[nodiscard]] std::chrono::milliseconds next(std::chrono::milliseconds lived) {
    if (lived >= kShortLife) delay_ = kFirst;
    return std::exchange(delay_, std::min(delay_ * 2, kLongest));
  }

 private:
  std::chrono::milliseconds delay_ = kFirst;
};

}  // namespace diemcau::launcher
