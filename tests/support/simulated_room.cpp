// SPDX-License-Identifier: Apache-2.0
// Sound, pictures, and which of them are given.
#include "tests/support/simulated_room.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <limits>

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using PaceTime = media::PicturePace::Time;

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
// Of the sender.
constexpr double kLeastStaleMs = 200;
constexpr double kAskAgainMs = 1000;

double msOf(std::chrono::milliseconds time) { return static_cast<double>(time.count()); }
double packed(double bytes) { return std::ceil(bytes / kTsPayload) * kTsBytes; }
PaceTime paceTime(double ms) {
  return PaceTime() + std::chrono::duration_cast<PaceTime::duration>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace

SimulatedRoom::SimulatedRoom(double planned_kbps, std::uint32_t seed) : random_(seed) {
  ladder_.plan({.width = 640, .height = 480, .fps = 30, .bitrate_kbps = static_cast<std::uint32_t>(planned_kbps)}, {});
}

void SimulatedRoom::tick(double now_ms, double carries_kbps, bool held, double latency_ms) {
  now_ms_ = now_ms;
  carries_kbps_ = carries_kbps;
  held_ = held;
  const media::Quality before = ladder_.quality();
  const media::Quality& quality = ladder_.follow(carries_kbps, std::chrono::milliseconds(std::llround(now_ms)));
  if (quality.picture != before.picture || quality.apart != before.apart) {
    next_picture_ms_ = now_ms;
    next_keyframe_ms_ = now_ms;
  }
  if (carries_kbps >= ladder_.mostKbps()) {
    pace_.stop();
  } else {
    pace_.follow(carries_kbps, isStill());
  }
  if (now_ms >= next_sound_ms_) makeSound();
  if (now_ms >= next_picture_ms_) makePicture();
  dropStale(latency_ms);
}

double SimulatedRoom::next() {
  const bool picture = sound_bytes_ <= 0;
  if (picture && (pictures_.empty() || held_ || !pace_.isDue(paceTime(now_ms_)))) return 0;
  double& left = picture ? pictures_.front().bytes : sound_bytes_;
  const double bytes = std::min(left, kMessageBytes);
  left -= bytes;
  if (picture && left <= 0) pictures_.pop_front();
  pace_.count(static_cast<std::size_t>(bytes), paceTime(now_ms_));
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
  if (quality.apart == media::kNoPictures && !awaits_keyframe_) {
    next_picture_ms_ = std::numeric_limits<double>::max();
    return;
  }
  const double apart_ms = isStill() ? msOf(media::kStillEvery) : 1000.0 / quality.picture.fps;
  next_picture_ms_ = now_ms_ + apart_ms;
  if (awaits_keyframe_ && now_ms_ < asked_ms_ + kAskAgainMs) return;
  if (awaits_keyframe_) asked_ms_ = now_ms_;
  encoder_kbps_ += (ladder_.pictureKbps(carries_kbps_) - encoder_kbps_) * std::min(1.0, apart_ms / kFollowMs);
  const bool keyframe = isStill() || awaits_keyframe_ || now_ms_ >= next_keyframe_ms_;
  if (keyframe) next_keyframe_ms_ = now_ms_ + kKeyframeMs;
  awaits_keyframe_ = false;
  const double bytes = isStill() ? stillBytes() : pictureBytes(apart_ms, keyframe);
  pictures_.push_back({.bytes = packed(bytes), .made_ms = now_ms_, .keyframe = keyframe});
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

// As UnitQueue: those before the last IDR picture that waits go; where there are none, all, and an IDR picture is
// wanted.
void SimulatedRoom::dropStale(double latency_ms) {
  const auto mayGo = [](const Picture& picture) { return !picture.keyframe; };
  const auto isLate = [&](const Picture& picture) {
    return mayGo(picture) && now_ms_ - picture.made_ms > std::max(kLeastStaleMs, latency_ms);
  };
  if (pictures_.empty()) return;
  const auto waiting = std::next(pictures_.begin());
  if (std::none_of(waiting, pictures_.end(), isLate)) return;
  auto until = pictures_.end();
  while (until != waiting && mayGo(*std::prev(until))) --until;
  awaits_keyframe_ = std::none_of(waiting, until, mayGo);
  if (awaits_keyframe_) until = pictures_.end();
  pictures_.erase(std::remove_if(waiting, until, mayGo), until);
}

}  // namespace diemcau::test
