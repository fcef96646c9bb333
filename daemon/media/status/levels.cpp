// SPDX-License-Identifier: Apache-2.0
// Squares, peaks and decibels.
#include "daemon/media/status/levels.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace diemcau::media {
namespace {

constexpr double kFullScale = 32768;
constexpr double kFloorDb = -100;

double decibels(double amplitude) {
  return amplitude > 0 ? std::max(kFloorDb, 20 * std::log10(amplitude / kFullScale)) : kFloorDb;
}

}  // namespace

void Levels::add(std::span<const std::int16_t> samples) {
  Block block{.samples = samples.size()};
  for (const std::int16_t sample : samples) {
    const int value = std::abs(static_cast<int>(sample));
    block.squares += static_cast<std::uint64_t>(value) * static_cast<std::uint64_t>(value);
    block.peak = std::max(block.peak, value);
  }
  const std::lock_guard lock(mutex_);
  blocks_[next_] = block;
  next_ = (next_ + 1) % kBlocks;
  zero_blocks_ = block.peak == 0 ? zero_blocks_ + 1 : 0;
}

Level Levels::read() const {
  const std::lock_guard lock(mutex_);
  double squares = 0;
  std::size_t samples = 0;
  int peak = 0;
  for (const Block& block : blocks_) {
    squares += static_cast<double>(block.squares);
    samples += block.samples;
    peak = std::max(peak, block.peak);
  }
  return {.rms_dbfs = samples == 0 ? kFloorDb : decibels(std::sqrt(squares / static_cast<double>(samples))),
          .peak_dbfs = decibels(peak),
          .zero_for = std::chrono::milliseconds(20) * zero_blocks_};
}

}  // namespace diemcau::media
