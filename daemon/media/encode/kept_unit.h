// SPDX-License-Identifier: Apache-2.0
// An encoder's unit that is looked at later.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace diemcau::media {

struct KeptUnit {
  bool keyframe = false;
  std::chrono::nanoseconds pts{};
  std::vector<std::uint8_t> bytes;
};

}  // namespace diemcau::media
