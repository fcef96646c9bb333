// SPDX-License-Identifier: Apache-2.0
// From counters to rates.
#pragma once

#include <cstdint>
#include <deque>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// How much a counter grew in a second, over the last second or a little more. Thread-bound.
class RateMeter {
 public:
  void add(MediaTime now, std::uint64_t counter) {
    samples_.push_back({now, counter});
    while (samples_.size() > 2 && now - samples_[1].at >= kWindow) samples_.pop_front();
  }
  [[nodiscard]] double perSecond() const {
    if (samples_.size() < 2) return 0;
    const auto seconds = std::chrono::duration<double>(samples_.back().at - samples_.front().at).count();
    return seconds > 0 ? static_cast<double>(samples_.back().counter - samples_.front().counter) / seconds : 0;
  }

 private:
  static constexpr MediaTime kWindow = std::chrono::milliseconds(900);
  struct Sample {
    MediaTime at{};
    std::uint64_t counter = 0;
  };

  std::deque<Sample> samples_;
};

}  // namespace diemcau::media
