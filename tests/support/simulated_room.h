// SPDX-License-Identifier: Apache-2.0
// What a room gives to the network in simulated time, on each rung of the ladder.
#pragma once

#include <cstdint>
#include <random>

#include "daemon/media/uplink/quality_ladder.h"
#include "tests/support/simulated_feed.h"

namespace diemcau::test {

// Pictures of 640x480 at 30 a second and sound of 64 kb/s through the real ladder and SimulatedFeed. The encoder
// follows its rate as x264 does, within the 0.4 s of its buffer; a still has two seconds of the rate, or somewhat less.
class SimulatedRoom {
 public:
  SimulatedRoom(double planned_kbps, double latency_ms, std::uint32_t seed);

  // The next millisecond; held: sound alone is given. Then next() until it says 0.
  void tick(double now_ms, double carries_kbps, bool held);
  // Bytes of the next message.
  [[nodiscard]] double next();
  [[nodiscard]] bool isStill() const { return ladder_.quality().apart.count() > 0; }  // or there is sound alone

 private:
  void makeSound();
  void makePicture();
  [[nodiscard]] double stillBytes();
  [[nodiscard]] double pictureBytes(double apart_ms, bool keyframe);

  media::QualityLadder ladder_;
  SimulatedFeed feed_;
  std::mt19937 random_;
  double now_ms_ = 0;
  double carries_kbps_ = 0;
  double next_sound_ms_ = 0;
  double next_tables_ms_ = 0;
  double next_picture_ms_ = 0;
  double next_keyframe_ms_ = 0;
  double encoder_kbps_ = 0;
  double buffer_bytes_ = 0;  // the encoder may still make
  double sound_bytes_ = 0;   // with the tables, to be given
};

}  // namespace diemcau::test
