// SPDX-License-Identifier: Apache-2.0
// Laying sound onto the timeline.
#include "daemon/media/guard/sound_timeline.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kJump = kSoundRate / 25;      // 40 ms: beyond this it is no drift but a gap
constexpr std::int64_t kAligned = kSoundRate / 500;  // 2 ms
constexpr double kSmoothing = 1.0 / 64;              // of blocks: about a second
constexpr MediaTime kLateAfter = 300ms;
constexpr std::int64_t kMostSilence = 10 * kSoundRate;  // at once

std::int64_t framesIn(MediaTime time) {
  const std::int64_t ns = time.count();
  return ns / kNsPerSecond * kSoundRate + ns % kNsPerSecond * kSoundRate / kNsPerSecond;
}

// Where two neighbours differ least: a sample more or less is not heard there.
std::size_t quietestPlace(std::span<const std::int16_t> samples) {
  std::size_t best = 0;
  int least = 1 << 16;
  for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
    const int difference = std::abs(samples[i + 1] - samples[i]);
    if (difference < least) {
      least = difference;
      best = i;
    }
  }
  return best;
}

}  // namespace

SoundTimeline::SoundTimeline(MediaTime from, Emit emit) : from_(from), emit_(std::move(emit)) {
  pending_.reserve(std::size_t{8} * kSoundBlock);
}

MediaTime SoundTimeline::atFrame(std::int64_t frame) const {
  constexpr std::int64_t rate = kSoundRate;
  return from_ + MediaTime(frame / rate * kNsPerSecond + frame % rate * kNsPerSecond / rate);
}

MediaTime SoundTimeline::overdueAt(MediaTime grace) const { return atFrame(emitted_ + kSoundBlock) + grace; }

void SoundTimeline::newSource() {
  error_ = 0;
  delay_ = {};
  skipped_ = {};
  fresh_ = true;
}

void SoundTimeline::add(MediaTime captured, std::span<const std::int16_t> samples) {
  const std::int64_t place = framesIn(captured + delay_ - from_);
  const std::int64_t ahead = place - position();
  const std::int64_t jump = fresh_ ? kAligned : kJump;
  if (ahead > jump) {
    appendSilence(std::min(ahead, kMostSilence));
    error_ = 0;
  } else if (ahead < -jump) {
    const auto skip = std::min(static_cast<std::size_t>(-ahead), samples.size());
    skipped_ += MediaTime(static_cast<std::int64_t>(skip) * kNsPerSecond / kSoundRate);
    // Sound that always comes after its time: it is heard that much later, rather than never.
    if (skip == samples.size() && skipped_ >= kLateAfter) delay_ += MediaTime(-ahead * kNsPerSecond / kSoundRate);
    samples = samples.subspan(skip);
    error_ = 0;
  } else {
    error_ += (static_cast<double>(ahead) - error_) * kSmoothing;
  }
  if (samples.empty()) return;
  skipped_ = {};
  fresh_ = false;
  appendAdjusted(samples);
  emitWhole();
}

void SoundTimeline::appendAdjusted(std::span<const std::int16_t> samples) {
  if (std::abs(error_) < static_cast<double>(kAligned) || samples.size() < 2) return append(samples);
  const std::size_t place = quietestPlace(samples);
  append(samples.first(place + 1));
  if (error_ > 0) {
    append(samples.subspan(place, 1));
    append(samples.subspan(place + 1));
  } else {
    append(samples.subspan(place + 2));
  }
}

void SoundTimeline::fill(MediaTime now, MediaTime grace) {
  while (overdueAt(grace) <= now) {
    fresh_ = true;
    appendSilence(static_cast<std::int64_t>(kSoundBlock) - static_cast<std::int64_t>(pending_.size()));
  }
}

void SoundTimeline::append(std::span<const std::int16_t> samples) {
  pending_.insert(pending_.end(), samples.begin(), samples.end());
}

void SoundTimeline::appendSilence(std::int64_t frames) {
  while (frames > 0) {
    const std::int64_t room = static_cast<std::int64_t>(kSoundBlock) - static_cast<std::int64_t>(pending_.size());
    const std::int64_t part = std::min(frames, room);
    pending_.insert(pending_.end(), static_cast<std::size_t>(part), std::int16_t{0});
    frames -= part;
    emitWhole();
  }
}

void SoundTimeline::emitWhole() {
  std::size_t used = 0;
  for (; pending_.size() - used >= kSoundBlock; used += kSoundBlock) {
    emit_({atFrame(emitted_), std::span(pending_).subspan(used, kSoundBlock)});
    emitted_ += kSoundBlock;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
}

}  // namespace diemcau::media
