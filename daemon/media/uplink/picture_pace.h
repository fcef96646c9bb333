// SPDX-License-Identifier: Apache-2.0
// When the next piece of a picture is handed over.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace diemcau::media {

// While the link is known to be full: at 1.15 times what it carries, so that an IDR picture is no queue in the network.
// Sound goes at once and counts: what is left is the picture's. A still takes most of the time until the next one; at
// that rate it would be a queue all the while, so stills get 1.05 times. Sound that takes more than there is, as for a
// moment after a fall, holds the picture back by 300 ms at most: it is not paid for when the line is wide again.
// Pure; thread-bound.
class PicturePace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What the link carries, picture and sound together.
  void follow(double carries_kbps, bool stills) { kbps_ = (stills ? kStills : kPictures) * carries_kbps; }
  // The link carries all that is planned.
  void stop() { kbps_ = 0; }
  [[nodiscard]] bool isDue(Time now) const { return kbps_ == 0 || now >= due_; }
  [[nodiscard]] Time due() const { return due_; }
  void wait(Time until) { due_ = until; }
  // Of a picture or of the sound, handed over.
  void count(std::size_t bytes, Time now) {
    if (kbps_ == 0) return;
    const std::chrono::duration<double, std::milli> takes(static_cast<double>(bytes) * 8 / kbps_);
    due_ = std::max(due_, now - kCatchUp) + std::chrono::duration_cast<Time::duration>(takes);
    due_ = std::min(due_, now + kLongest);
  }

 private:
  static constexpr double kPictures = 1.15;
  static constexpr double kStills = 1.05;
  static constexpr std::chrono::milliseconds kCatchUp{5};  // what a thread that woke late may send at once
  // More than a message and the sound beside it take on the narrowest line.
  static constexpr std::chrono::milliseconds kLongest{300};

  double kbps_ = 0;  // 0: at once
  Time due_{};
};

}  // namespace diemcau::media
