// SPDX-License-Identifier: Apache-2.0
// Segments for tests: their bytes and what is in them.
#pragma once

#include <numeric>
#include <vector>

#include "daemon/recording/segment_file.h"

namespace diemcau::recording::test {

using Buffer = std::vector<std::uint8_t>;

inline constexpr Key kKey{1, 2, 3};
inline constexpr std::size_t kHeaderSize = 60;
inline constexpr std::size_t kOverhead = 20;  // of a chunk

inline const SegmentHeader kHeader{.run = "9f2c41d07be85a36",
                                   .seq = 7,
                                   .first_pts_ms = 70'012,
                                   .started_at = Timestamp(std::chrono::milliseconds(1'657'843'200'123))};

inline Buffer counting(std::size_t size) {
  Buffer bytes(size);
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return bytes;
}

// Chunks of these sizes; the last one is marked as such.
inline Buffer fileOf(const std::vector<std::size_t>& sizes, const Key& key = kKey) {
  SegmentSealer sealer(key, kHeader);
  Buffer file(sealer.header().begin(), sealer.header().end());
  for (std::size_t i = 0; i < sizes.size(); ++i) sealer.seal(counting(sizes[i]), i + 1 == sizes.size(), file);
  return file;
}

inline Buffer contentOf(const std::vector<std::size_t>& sizes) {
  Buffer content;
  for (const std::size_t size : sizes) {
    const Buffer part = counting(size);
    content.insert(content.end(), part.begin(), part.end());
  }
  return content;
}

}  // namespace diemcau::recording::test
