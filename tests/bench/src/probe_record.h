// SPDX-License-Identifier: Apache-2.0
// What the encoder probe writes for each frame, and how a frame is recognised at the other end.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace diemcau::bench {

// Records stand one after the other in the probe's file, in the machine's byte order.
struct ProbeRecord {
  std::int64_t out_ns = 0;  // CLOCK_MONOTONIC at which x264_encoder_encode had returned the frame
  std::uint64_t mark = 0;   // markOf() its bytes
};

// Of a frame's last bytes, which every packetiser hands on as they are. FNV-1a (RFC 9923's 64-bit form).
inline std::uint64_t markOf(std::span<const std::uint8_t> frame) {
  constexpr std::size_t kTail = 256;
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const std::uint8_t byte : frame.last(std::min(frame.size(), kTail))) hash = (hash ^ byte) * 0x100000001B3;
  return hash;
}

}  // namespace diemcau::bench
