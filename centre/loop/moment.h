// SPDX-License-Identifier: Apache-2.0
// A point in time on both clocks: wall clock for people and documents, steady clock for deadlines.
#pragma once

#include <chrono>

#include "contract/timestamp.h"

namespace diemcau::centre {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Moment {
  Timestamp wall{};
  SteadyTime steady{};
};

// Thread-safe. Injected, so that tests can turn the time.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Moment now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Moment now() const override {
    return {std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
  }
};

}  // namespace diemcau::centre
