// SPDX-License-Identifier: Apache-2.0
// How a sound card's clock runs against the system's.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "daemon/media/media_format.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// Learns from the capture times of blocks of sound, which jitter by milliseconds, where the sound that is
// laid down next belongs and how fast the card's clock is. Both are medians, so that a block that came late
// counts no more than any other: of the last 64 blocks for the place, and for the rate of the slopes between
// all pairs of the last 64 seconds (Theil-Sen; P. K. Sen, J. Am. Stat. Assoc. 63, 1968). Pure, thread-bound.
class SoundClock {
 public:
  // Sound is laid down anew, the first frame at `at`; the rate that was learnt stays.
  void restart(MediaTime at);
  // Another card: nothing that was learnt counts.
  void forget();
  // Of kSoundRate by the card's clock, about 10 ms.
  void add(MediaTime captured, std::size_t frames);
  // What was laid down is longer (1) or shorter (-1) by a frame than what the card gave.
  void correct(int frames);

  // Frames by which the last blocks belong later than they were laid down.
  [[nodiscard]] double ahead() const;
  // The last 100 ms agree that something is missing (or too much): no drift, but a gap. In the first half
  // second they need not be far out for that.
  [[nodiscard]] bool astray() const;
  // How much faster the card's clock is; 0 until it is known, which takes ten seconds.
  [[nodiscard]] double driftPpm() const { return drift_ppm_; }

 private:
  // A second of sound: when it was counted by the card, and how much later it was captured than that says.
  struct Second {
    std::uint64_t run = 0;  // between restarts
    double at_s = 0;
    double late_ns = 0;
  };

  void closeSecond();
  void fitRate();

  static constexpr std::size_t kRecent = 64;
  std::array<double, kRecent> recent_{};  // frames ahead
  std::size_t blocks_ = 0;                // since the restart
  MediaTime start_{};
  std::int64_t laid_ = 0;   // frames since the restart
  std::int64_t given_ = 0;  // the same without corrections
  std::uint64_t run_ = 0;
  std::vector<double> late_ns_;  // of the second that is not over
  std::deque<Second> seconds_;
  double drift_ppm_ = 0;
};

}  // namespace diemcau::media
