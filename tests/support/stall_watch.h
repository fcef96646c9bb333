// SPDX-License-Identifier: Apache-2.0
// Tests that are about time, on a machine that may stand still.
#pragma once

#include <chrono>
#include <mutex>
#include <thread>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {

// Looks at the clock on a thread of its own. Thread-safe.
class StallWatch {
 public:
  StallWatch();
  ~StallWatch();
  StallWatch(const StallWatch&) = delete;
  StallWatch& operator=(const StallWatch&) = delete;

  // The longest time since the beginning in which this process had no turn.
  [[nodiscard]] std::chrono::milliseconds longest() const;

 private:
  using Clock = std::chrono::steady_clock;
  void look();

  mutable std::mutex mutex_;
  Clock::time_point looked_ = Clock::now();
  Clock::duration longest_{};
  std::jthread thread_;
};

// Of a test that is right only as long as it is in time: no picture missing, nothing late. Where it fails and the
// machine stood still meanwhile, it is begun anew, three times in all; what fails on a machine that runs has failed. A
// host that takes its virtual machine off the processor for half a second, as those of CI do, is no room whose pictures
// are late.
void inRealTime(void (*body)());

}  // namespace diemcau::test

#define TEST_IN_REAL_TIME(body)                      \
  ::diemcau::test::Test {                            \
    #body, [] { ::diemcau::test::inRealTime(body); } \
  }
