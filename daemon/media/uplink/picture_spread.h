// SPDX-License-Identifier: Apache-2.0
// An IDR picture is no burst on a line that carries all that is planned.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace diemcau::media {

// How much more than the plan the line would carry is not known. A picture of more than twice its share of the plan is
// handed over at 2.5 times the plan, as WebRTC's pacer has it (its pacing factor), but within a tenth of a second,
// however large it is: what waits behind it is not to be late. What came while it was handed over follows at that rate,
// so that it is no burst either. All other pictures go at once. Pure; thread-bound.
class PictureSpread {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // What is planned, picture and sound together; 0: the line does not carry it, or that is not known.
  void follow(double planned_kbps) { kbps_ = planned_kbps; }
  // A picture of so many bytes is next; so long after the one before, and there since `queued`.
  void begin(std::size_t bytes, std::chrono::nanoseconds apart, Time queued, Time now) {
    const double kbits = static_cast<double>(bytes) * 8 / 1000;
    const double share =
        kbps_ * std::chrono::duration<double>(std::min<std::chrono::nanoseconds>(apart, kMostApart)).count();
    spread_ = kbps_ > 0 && (kbits > kLarge * share || queued < spread_until_);
    picture_kbps_ = std::max(kFactor * kbps_, kbits / std::chrono::duration<double>(kLongest).count());
    due_ = std::max(due_, now);
  }
  [[nodiscard]] bool isDue(Time now) const { return !spread_ || kbps_ == 0 || now >= due_; }
  [[nodiscard]] Time due() const { return due_; }
  // Of the picture, handed over. A thread that wakes late makes up for it: a busy machine is no narrow line.
  void count(std::size_t bytes, Time now) {
    if (!spread_) return;
    spread_until_ = now;
    const std::chrono::duration<double, std::milli> takes(static_cast<double>(bytes) * 8 / picture_kbps_);
    due_ += std::chrono::duration_cast<Time::duration>(takes);
  }

 private:
  static constexpr double kLarge = 2;
  static constexpr double kFactor = 2.5;
  static constexpr std::chrono::milliseconds kLongest{100};
  static constexpr std::chrono::milliseconds kMostApart{200};  // more: some were dropped, or it is the first one

  double kbps_ = 0;
  double picture_kbps_ = 0;
  bool spread_ = false;
  Time spread_until_{};
  Time due_{};
};

}  // namespace diemcau::media
