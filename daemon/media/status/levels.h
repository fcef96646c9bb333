// SPDX-License-Identifier: Apache-2.0
// How loud the encoded sound is.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <span>

namespace diemcau::media {

struct Level {
  double rms_dbfs = -100;  // 0: a full-scale square wave; -100: silence
  double peak_dbfs = -100;
  std::chrono::milliseconds zero_for{};  // how long there has been nothing but zeros
};

// RMS and peak over the last second, of all channels together. Thread-safe.
class Levels {
 public:
  // One block of 20 ms: kSoundBlock frames of one channel or two.
  void add(std::span<const std::int16_t> samples);
  [[nodiscard]] Level read() const;

 private:
  static constexpr std::size_t kBlocks = 50;  // of 20 ms
  struct Block {
    std::uint64_t squares = 0;
    std::size_t samples = 0;
    int peak = 0;
  };

  mutable std::mutex mutex_;
  std::array<Block, kBlocks> blocks_{};
  std::size_t next_ = 0;
  std::uint64_t zero_blocks_ = 0;
};

}  // namespace diemcau::media
