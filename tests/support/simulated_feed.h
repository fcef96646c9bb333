// SPDX-License-Identifier: Apache-2.0
// What stands between the encoders and SRT, in simulated time: pictures wait for the pace, and go when they are late.
#pragma once

#include <deque>

#include "daemon/media/uplink/picture_pace.h"

namespace diemcau::test {

// As SrtSender, UnitQueue and UplinkPath do it, with the pace of the real sender. Times in ms, never less than those
// before. Thread-bound.
class SimulatedFeed {
 public:
  explicit SimulatedFeed(double latency_ms) : latency_ms_(latency_ms) {}

  // The next millisecond. Held: no picture is given. All: the link carries all that is planned.
  void tick(double now_ms, double carries_kbps, bool all, bool stills, bool held);
  // Whether there is to be a picture at all: none makes sense before an IDR picture that cannot be asked for yet.
  [[nodiscard]] bool wantsPicture() const { return !awaits_keyframe_ || now_ms_ >= asked_ms_ + kAskAgainMs; }
  [[nodiscard]] bool wantsKeyframe() const { return awaits_keyframe_; }
  void push(double bytes, bool keyframe);
  // Bytes of a picture's next message; 0: not yet.
  [[nodiscard]] double next();
  // Of the sound, which goes at once and counts.
  void count(double bytes);

 private:
  static constexpr double kAskAgainMs = 1000;
  struct Picture {
    double bytes = 0;
    double made_ms = 0;
    bool keyframe = false;
  };
  void dropStale();

  const double latency_ms_;
  media::PicturePace pace_;
  double now_ms_ = 0;
  double asked_ms_ = -kAskAgainMs;  // for an IDR picture
  bool awaits_keyframe_ = true;
  bool held_ = false;
  std::deque<Picture> pictures_;  // the first one is being given
};

}  // namespace diemcau::test
