// SPDX-License-Identifier: Apache-2.0
// When the next piece of a picture is handed over.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace diemcau::media {

// While the link is known to be full: at 1.15 times what it carries, so that an IDR picture is no queue in the network.
// Sound goes at once and counts: what is left is the picture's. A still takes most of the time until the next one; at
// that rate it would be a queue all the while, so stills get 1.05 times.
//
// While it carries all that is planned, how much more it would is not known: at 2.5 times what is planned, as WebRTC's
// pacer has it (its pacing factor), so that an IDR picture does not come to a queue in one piece. But within a tenth of
// a second, however large it is: what waits behind it is not to be late. Pure; thread-bound.
class PicturePace {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What the link carries, picture and sound together.
  void follow(double carries_kbps, bool stills) {
    kbps_ = (stills ? kStills : kPictures) * carries_kbps;
    all_ = false;
  }
  // The link carries all that is planned, picture and sound together.
  void followAll(double planned_kbps) {
    kbps_ = kAll * planned_kbps;
    all_ = true;
  }
  // A picture of so many bytes is next.
  void begin(std::size_t bytes, Time now) {
    picture_kbps_ = static_cast<double>(bytes) * 8 / kLongestMs;
    due_ = std::max(due_, now - kCatchUp);
  }
  [[nodiscard]] bool isDue(Time now) const { return kbps_ == 0 || now >= due_; }
  [[nodiscard]] Time due() const { return due_; }
  void wait(Time until) { due_ = until; }
  // Of a picture or of the sound, handed over.
  void count(std::size_t bytes, Time now) {
    if (kbps_ == 0) return;
    const double kbps = all_ ? std::max(kbps_, picture_kbps_) : kbps_;
    const std::chrono::duration<double, std::milli> takes(static_cast<double>(bytes) * 8 / kbps);
    // Where all is carried a thread that wakes late makes up for it: a busy machine is not to be a narrow line.
    const Time from = all_ ? due_ : std::max(due_, now - kCatchUp);
    due_ = from + std::chrono::duration_cast<Time::duration>(takes);
  }

 private:
  static constexpr double kPictures = 1.15;
  static constexpr double kStills = 1.05;
  static constexpr double kAll = 2.5;
  static constexpr double kLongestMs = 100;
  static constexpr std::chrono::milliseconds kCatchUp{5};  // what a thread that woke late may send at once

  double kbps_ = 0;          // 0: at once; nothing is known yet
  double picture_kbps_ = 0;  // at which the present one takes kLongestMs
  bool all_ = false;
  Time due_{};
};

}  // namespace diemcau::media
