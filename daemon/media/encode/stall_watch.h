// SPDX-License-Identifier: Apache-2.0
// Notices an encoder that takes pictures and gives none.
#pragma once

#include <cstdint>

namespace diemcau::media {

// Asked at a steady pace. It counts how often in a row it was asked, not time: a process that was stopped or
// starved for a while finds its encoder late, not stalled.
class StallWatch {
 public:
  explicit StallWatch(int after) : after_(after) {}

  // Both counts since the encoder began. True: pictures went in, and none came out the last `after` times.
  [[nodiscard]] bool look(std::uint64_t pushed, std::uint64_t units) {
    if (units != units_ || pushed < pushed_at_unit_ + kPictures) {
      if (units != units_) pushed_at_unit_ = pushed;
      units_ = units;
      quiet_ = 0;
      return false;
    }
    return ++quiet_ >= after_;
  }

 private:
  // One alone may be on its way.
  static constexpr std::uint64_t kPictures = 2;

  const int after_;
  std::uint64_t units_ = 0;
  std::uint64_t pushed_at_unit_ = 0;
  int quiet_ = 0;
};

}  // namespace diemcau::media
