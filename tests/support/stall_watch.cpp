// SPDX-License-Identifier: Apache-2.0
// The steady clock, looked at over and over.
#include "tests/support/stall_watch.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kLook = 5ms;
constexpr auto kStoodStill = 100ms;  // who only looks at the clock has its turn sooner; three pictures
constexpr int kAttempts = 3;

}  // namespace

StallWatch::StallWatch()
    : thread_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          std::this_thread::sleep_for(kLook);
          look();
        }
      }) {}

StallWatch::~StallWatch() {
  thread_.request_stop();
  thread_.join();
}

void StallWatch::look() {
  const std::scoped_lock lock(mutex_);
  const auto now = Clock::now();
  longest_ = std::max(longest_, now - std::exchange(looked_, now));
}

std::chrono::milliseconds StallWatch::longest() const {
  const std::scoped_lock lock(mutex_);
  // Who asks may have its turn before the thread that looks.
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::max(longest_, Clock::now() - looked_));
}

void inRealTime(void (*body)()) {
  for (int attempt = 1;; ++attempt) {
    const StallWatch watch;
    try {
      return body();
    } catch (const Failure& failure) {
      const auto stall = watch.longest();
      if (stall < kStoodStill || attempt == kAttempts) throw;
      std::fprintf(stderr, "%s:%u: %s\nThe machine stood still for %lld ms: once more.\n", failure.where.file_name(),
                   failure.where.line(), failure.message.c_str(), static_cast<long long>(stall.count()));
    }
  }
}

}  // namespace diemcau::test
