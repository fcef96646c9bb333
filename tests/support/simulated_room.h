// SPDX-License-Identifier: Apache-2.0
// What a room gives to the network in simulated time, on each rung of the ladder.
#pragma once

#include <cstdint>
#include <deque>
#include <random>

#include "daemon/media/uplink/picture_pace.h"
#include "daemon/media/uplink/quality_ladder.h"

namespace diemcau::test {

// Pictures of 640x480 at 30 a second and sound of 64 kb/s through the ladder and the pace of the real sender, and a
// queue that drops what is late, as its. The encoder follows its rate as x264 does, within the 0.4 s of its buffer; a
// still has two seconds of the rate, or somewhat less.
class SimulatedRoom {
 public:
  SimulatedRoom(double planned_kbps, std::uint32_t seed);

  // The next millisecond; held: sound alone is given. Then next() until it says 0.
  void tick(double now_ms, double carries_kbps, bool held, double latency_ms);
  // Bytes of the next message.
  [[nodiscard]] double next();
  [[nodiscard]] bool isStill() const { return ladder_.quality().apart.count() > 0; }  // or there is sound alone

 private:
  struct Picture {
    double bytes = 0;
    double made_ms = 0;
    bool keyframe = false;
  };
  void makeSound();
  void makePicture();
  [[nodiscard]] double stillBytes();
  [[nodiscard]] double pictureBytes(double apart_ms, bool keyframe);
  void dropStale(double latency_ms);

  media::QualityLadder ladder_;
  media::PicturePace pace_;
  std::mt19937 random_;
  double now_ms_ = 0;
  double carries_kbps_ = 0;
  bool held_ = false;
  double next_sound_ms_ = 0;
  double next_tables_ms_ = 0;
  double next_picture_ms_ = 0;
  double next_keyframe_ms_ = 0;
  double asked_ms_ = -1e9;  // for an IDR picture
  bool awaits_keyframe_ = true;
  double encoder_kbps_ = 0;
  double buffer_bytes_ = 0;       // the encoder may still make
  double sound_bytes_ = 0;        // with the tables, to be given
  std::deque<Picture> pictures_;  // the first one is being given
};

}  // namespace diemcau::test
