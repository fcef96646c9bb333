// SPDX-License-Identifier: Apache-2.0
// Counts what goes into an encoder and what it gives. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>

#include "daemon/media/encode/encoded_unit.h"

namespace diemcau::media {

struct EncodeMeter {
  std::atomic<std::uint64_t> pushed = 0;
  std::atomic<std::uint64_t> refused = 0;  // of those: the encoder was too slow to take them
  std::atomic<std::uint64_t> units = 0;
  std::atomic<std::uint64_t> keyframes = 0;
  std::atomic<std::uint64_t> bytes = 0;

  void count(const EncodedUnit& unit) {
    ++units;
    if (unit.keyframe) ++keyframes;
    bytes += unit.bytes.size();
  }
};

}  // namespace diemcau::media
