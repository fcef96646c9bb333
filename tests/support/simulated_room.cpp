// SPDX-License-Identifier: Apache-2.0
// Sound, pictures, and which of them are given.
#include "tests/support/simulated_room.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr double kMessageBytes = 1316;
// Of a transport stream.
constexpr double kTsBytes = 188;
constexpr double kTsPayload = 184;
constexpr double kSoundHeader = 30;  // the PES header, and the packet's own that carries the clock
constexpr double kTablesBytes = 2 * kTsBytes;
constexpr double kTablesEvery = 250;  // ms
// Of the encoder.
constexpr double kFollowMs = 700;
constexpr double kBufferMs = 400;
constexpr double kKeyframeMs = 1000;
constexpr double kKeyframeSize = 4;  // times a usual picture
constexpr double kStillLeast = 0.6;  // of two seconds of its rate

double msOf(std::chrono::milliseconds time) { return static_cast<double>(time.count()); }
double packed(double bytes) { return std::ceil(bytes / kTsPayload) * kTsBytes; }

}  // namespace

SimulatedRoom::SimulatedRoom(double planned_kbps, double latency_ms, std::uint32_t seed)
    : feed_(latency_ms), random_(seed) {
  ladder_.plan({.width = 640, .height = 480, .fps = 30, .bitrate_kbps = static_cast<std::uint32_t>(planned_kbps)}, {});
}

void SimulatedRoom::tick(double now_ms, double carries_kbps, bool held) {
  now_ms_ = now_ms;
  carries_kbps_ = carries_kbps;
  const media::Quality before = ladder_.quality();
  const media::Quality& quality = ladder_.follow(carries_kbps, std::chrono::milliseconds(std::llround(now_ms)));
  if (quality.picture != before.picture || quality.apart != before.apart) {
    next_picture_ms_ = now_ms;
    next_keyframe_ms_ = now_ms;
  }
  feed_.tick(now_ms, carries_kbps, carries_kbps >= ladder_.mostKbps(), isStill(), held);
  if (now_ms >= next_sound_ms_) makeSound();
  if (now_ms >= next_picture_ms_) makePicture();
}

double SimulatedRoom::next() {
  if (sound_bytes_ <= 0) return feed_.next();
  const double bytes = std::min(sound_bytes_, kMessageBytes);
  sound_bytes_ -= bytes;
  feed_.count(bytes);
  return bytes;
}

void SimulatedRoom::makeSound() {
  const media::Quality& quality = ladder_.quality();
  const double packet_ms = msOf(quality.sound_packet);
  next_sound_ms_ = now_ms_ + packet_ms;
  sound_bytes_ += packed(quality.sound_kbps / 8.0 * packet_ms + kSoundHeader);
  if (now_ms_ < next_tables_ms_) return;
  next_tables_ms_ = now_ms_ + kTablesEvery;
  sound_bytes_ += kTablesBytes;
}

void SimulatedRoom::makePicture() {
  const media::Quality& quality = ladder_.quality();
  if (quality.apart == media::kNoPictures && !feed_.wantsKeyframe()) {
    next_picture_ms_ = std::numeric_limits<double>::max();
    return;
  }
  const double apart_ms = isStill() ? msOf(media::kStillEvery) : 1000.0 / quality.picture.fps;
  next_picture_ms_ = now_ms_ + apart_ms;
  if (!feed_.wantsPicture()) return;
  encoder_kbps_ += (ladder_.pictureKbps(carries_kbps_) - encoder_kbps_) * std::min(1.0, apart_ms / kFollowMs);
  const bool keyframe = isStill() || feed_.wantsKeyframe() || now_ms_ >= next_keyframe_ms_;
  if (keyframe) next_keyframe_ms_ = now_ms_ + kKeyframeMs;
  const double bytes = isStill() ? stillBytes() : pictureBytes(apart_ms, keyframe);
  feed_.push(packed(bytes), keyframe);
}

double SimulatedRoom::stillBytes() {
  return encoder_kbps_ / 8 * msOf(media::kStillEvery) * std::uniform_real_distribution(kStillLeast, 1.0)(random_);
}

// Sizes vary by a sixth; pictures after an IDR picture are smaller until there is room in the buffer again.
double SimulatedRoom::pictureBytes(double apart_ms, bool keyframe) {
  const double usual = encoder_kbps_ / 8 * apart_ms;
  buffer_bytes_ = std::min(encoder_kbps_ / 8 * kBufferMs, buffer_bytes_ + usual);
  const double size = keyframe ? kKeyframeSize : std::clamp(std::normal_distribution(1.0, 0.15)(random_), 0.5, 1.5);
  const double bytes = std::clamp(buffer_bytes_, 0.3 * usual, size * usual);
  buffer_bytes_ -= bytes;
  return bytes;
}

}  // namespace diemcau::test
