// SPDX-License-Identifier: Apache-2.0
// Counting samples at full scale.
#include "daemon/media/status/clipping.h"

#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

// A little below full scale: converters with an offset, and 24 bits that were rounded.
constexpr int kFull = 32'760;
constexpr int kInARow = 3;
constexpr MediaTime kSecond = 1s;

int sideOf(int sample) { return sample >= kFull ? 1 : sample <= -kFull ? -1 : 0; }

}  // namespace

bool hasOver(std::span<const std::int16_t> samples, std::uint32_t channels) {
  for (std::uint32_t channel = 0; channel < channels; ++channel) {
    int side = 0;
    int run = 0;
    for (std::size_t i = channel; i < samples.size(); i += channels) {
      const int now = sideOf(samples[i]);
      run = now != 0 && now == side ? run + 1 : now != 0;
      side = now;
      if (run >= kInARow) return true;
    }
  }
  return false;
}

void Clipping::add(MediaTime captured, std::span<const std::int16_t> samples, std::uint32_t channels) {
  const bool over = hasOver(samples, channels);
  const std::lock_guard lock(mutex_);
  clipped_ = clipped_ || over;
  if (captured - second_began_ < kSecond) return;
  second_began_ = captured;
  persistence_.add(captured, std::exchange(clipped_, false));
}

bool Clipping::holds() const {
  const std::lock_guard lock(mutex_);
  return persistence_.holds();
}

void Clipping::reset() {
  const std::lock_guard lock(mutex_);
  persistence_.reset();
  clipped_ = false;
}

}  // namespace diemcau::media
