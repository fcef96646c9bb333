// SPDX-License-Identifier: Apache-2.0
// When to try again: the first time at once, then with full jitter.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>
#include <utility>

namespace diemcau::media {

// "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015), full jitter: uniform in [0, cap), the
// cap doubling up to 2 s. Low, because a room without a picture is worse than a handshake a second.
// Thread-bound.
class Backoff {
 public:
  explicit Backoff(std::uint32_t seed) : random_(seed) {}

  [[nodiscard]] std::chrono::milliseconds next() {
    const std::int64_t cap = std::exchange(cap_ms_, std::clamp<std::int64_t>(cap_ms_ * 2, kFirstMs, kLastMs));
    if (cap == 0) return std::chrono::milliseconds(0);
    return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(0, cap - 1)(random_));
  }
  // After a success.
  void reset() { cap_ms_ = 0; }

 private:
  static constexpr std::int64_t kFirstMs = 500;
  static constexpr std::int64_t kLastMs = 2000;

  std::minstd_rand random_;
  std::int64_t cap_ms_ = 0;
};

}  // namespace diemcau::media
