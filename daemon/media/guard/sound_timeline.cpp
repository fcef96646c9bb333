// SPDX-License-Identifier: Apache-2.0
// Laying sound onto the timeline.
#include "daemon/media/guard/sound_timeline.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "daemon/media/guard/sound_converter.h"

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kAligned = kSoundRate / 500;  // 2 ms: nearer is left to the correction
constexpr double kOutOfPlace = kSoundRate / 1000.0;  // 1 ms: below it nothing is corrected
constexpr MediaTime kLateAfter = 300ms;
constexpr std::int64_t kMostSilence = 10 * kSoundRate;  // at once

std::int64_t framesIn(MediaTime time) {
  const std::int64_t ns = time.count();
  return ns / kNsPerSecond * kSoundRate + ns % kNsPerSecond * kSoundRate / kNsPerSecond;
}

MediaTime timeOf(std::int64_t frames) {
  constexpr std::int64_t rate = kSoundRate;
  return MediaTime(frames / rate * kNsPerSecond + frames % rate * kNsPerSecond / rate);
}

// The frame that differs least from the next one: a frame more or less is not heard there.
std::size_t quietestPlace(std::span<const std::int16_t> samples, std::uint32_t channels) {
  std::size_t best = 0;
  int least = 1 << 18;
  for (std::size_t i = 0; i + channels < samples.size(); i += channels) {
    int difference = 0;
    for (std::size_t k = i; k < i + channels; ++k) difference += std::abs(samples[k + channels] - samples[k]);
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

MediaTime SoundTimeline::atFrame(std::int64_t frame) const { return from_ + timeOf(frame); }

std::int64_t SoundTimeline::position() const {
  return emitted_ + static_cast<std::int64_t>(pending_.size() / channels_);
}

MediaTime SoundTimeline::overdueAt(MediaTime grace) const { return atFrame(emitted_ + kSoundBlock) + grace; }

void SoundTimeline::setChannels(std::uint32_t channels) {
  if (channels == channels_) return;
  std::vector<std::int16_t> mixed;
  mixChannels(pending_, channels_, channels, mixed);
  pending_.assign(mixed.begin(), mixed.end());
  channels_ = channels;
}

void SoundTimeline::newSource() {
  clock_.forget();
  delay_ = {};
  skipped_ = {};
  fresh_ = true;
}

void SoundTimeline::add(MediaTime captured, Samples samples) {
  MediaTime at = captured + delay_;
  if (fresh_ || clock_.astray()) {
    const std::size_t whole = samples.size();
    samples = lay(at, samples);
    if (samples.empty()) return;
    at += timeOf(static_cast<std::int64_t>((whole - samples.size()) / channels_));
    clock_.restart(atFrame(position()));
  }
  clock_.add(at, samples.size() / channels_);
  appendAdjusted(samples);
  emitWhole();
}

// Silence up to the sound's place, or what is left of the sound when some of its place is taken.
SoundTimeline::Samples SoundTimeline::lay(MediaTime captured, Samples samples) {
  const std::int64_t ahead = framesIn(captured - from_) - position();
  fresh_ = true;
  if (ahead > kAligned) {
    appendSilence(std::min(ahead, kMostSilence));
  } else if (ahead < -kAligned) {
    const auto frames = static_cast<std::int64_t>(samples.size() / channels_);
    const std::int64_t skip = std::min(-ahead, frames);
    skipped_ += timeOf(skip);
    // Sound that always comes after its time: it is heard that much later, rather than never.
    if (skip == frames && skipped_ >= kLateAfter) delay_ += timeOf(-ahead);
    samples = samples.subspan(static_cast<std::size_t>(skip) * channels_);
  }
  if (samples.empty()) return samples;
  skipped_ = {};
  fresh_ = false;
  return samples;
}

void SoundTimeline::appendAdjusted(Samples samples) {
  const double ahead = clock_.ahead();
  if (std::abs(ahead) < kOutOfPlace || samples.size() < std::size_t{2} * channels_) return append(samples);
  const std::size_t place = quietestPlace(samples, channels_);
  append(samples.first(place + channels_));
  if (ahead > 0) {
    append(samples.subspan(place, channels_));
    append(samples.subspan(place + channels_));
  } else {
    append(samples.subspan(place + std::size_t{2} * channels_));
  }
  clock_.correct(ahead > 0 ? 1 : -1);
}

void SoundTimeline::fill(MediaTime now, MediaTime grace) {
  while (overdueAt(grace) <= now) {
    fresh_ = true;
    appendSilence(emitted_ + kSoundBlock - position());
  }
}

void SoundTimeline::append(Samples samples) { pending_.insert(pending_.end(), samples.begin(), samples.end()); }

void SoundTimeline::appendSilence(std::int64_t frames) {
  while (frames > 0) {
    const std::int64_t part = std::min(frames, emitted_ + kSoundBlock - position());
    pending_.insert(pending_.end(), static_cast<std::size_t>(part) * channels_, std::int16_t{0});
    frames -= part;
    emitWhole();
  }
}

void SoundTimeline::emitWhole() {
  const std::size_t block = std::size_t{kSoundBlock} * channels_;
  std::size_t used = 0;
  for (; pending_.size() - used >= block; used += block) {
    emit_({atFrame(emitted_), channels_, Samples(pending_).subspan(used, block)});
    emitted_ += kSoundBlock;
  }
  pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(used));
}

}  // namespace diemcau::media
