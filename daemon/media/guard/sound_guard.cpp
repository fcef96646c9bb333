// SPDX-License-Identifier: Apache-2.0
// The microphone's sound and silence on one timeline.
#include "daemon/media/guard/sound_guard.h"

#include <array>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr MediaTime kReplacedAfter = 500ms;
// How late sound may come before silence takes its place.
constexpr MediaTime kGrace = 100ms;
// A capture time outside of this is none: ALSA's plugins may count from 1970.
constexpr MediaTime kOldest = 2s;
constexpr MediaTime kNewest = 100ms;
constexpr std::array<std::int16_t, std::size_t{kSoundBlock} * kMostSoundChannels> kSilence{};

}  // namespace

SoundGuard::SoundGuard(MediaTime origin, MediaTime now, Handlers handlers)
    : origin_(origin),
      handlers_(std::move(handlers)),
      timeline_(now, [this](const SoundTimeline::Block& block) { give(block); }),
      last_arrival_(now) {}

void SoundGuard::expectSource() {
  const std::lock_guard lock(mutex_);
  timeline_.newSource();
}

void SoundGuard::setMuted(bool muted) {
  const std::lock_guard lock(mutex_);
  muted_ = muted;
}

void SoundGuard::setChannels(std::uint32_t channels, const std::function<void()>& between) {
  const std::lock_guard lock(mutex_);
  converter_.setChannels(channels);
  timeline_.setChannels(channels);
  between();
}

void SoundGuard::add(GstSample* sample, MediaTime captured, MediaTime now) {
  GstMapInfo map;
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  const std::lock_guard lock(mutex_);
  if (!takeCaps(gst_sample_get_caps(sample)) || !gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
  last_arrival_ = now;
  setState(SourceState::Running);
  const std::span samples(reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t));
  if (now - captured > kOldest || captured - now > kNewest) captured = now - lengthOf(samples.size());
  handlers_.captured(captured, samples, converter_.source().channels);
  if (GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DISCONT)) {
    converter_.restart();
    timeline_.expectGap();
  }
  const auto sound = converter_.convert({captured, samples});
  if (!sound.samples.empty()) timeline_.add(sound.captured, sound.samples);
  gst_buffer_unmap(buffer, &map);
}

MediaTime SoundGuard::lengthOf(std::size_t samples) const {
  const SoundFormat& source = converter_.source();
  return MediaTime(static_cast<std::int64_t>(samples / source.channels * 1'000'000'000 / source.rate_hz));
}

bool SoundGuard::takeCaps(GstCaps* caps) {
  if (caps != nullptr && caps == source_caps_.get()) return true;
  if (!converter_.setSource(caps)) return false;
  source_caps_.reset(gst_caps_ref(caps));
  return true;
}

MediaTime SoundGuard::tick(MediaTime now) {
  const std::lock_guard lock(mutex_);
  if (now - last_arrival_ >= kReplacedAfter) setState(SourceState::Replaced);
  const MediaTime grace = state_ == SourceState::Running ? kGrace : MediaTime{};
  timeline_.fill(now, grace);
  return timeline_.overdueAt(grace);
}

SourceState SoundGuard::state() const {
  const std::lock_guard lock(mutex_);
  return state_;
}

SoundFormat SoundGuard::sourceFormat() const {
  const std::lock_guard lock(mutex_);
  return state_ == SourceState::Running ? converter_.source() : SoundFormat{};
}

double SoundGuard::driftPpm() const {
  const std::lock_guard lock(mutex_);
  return state_ == SourceState::Running ? timeline_.driftPpm() : 0;
}

void SoundGuard::give(const SoundTimeline::Block& block) {
  const auto samples = muted_ ? std::span(kSilence).first(block.samples.size()) : block.samples;
  handlers_.block({block.at - origin_, block.channels, samples});
}

void SoundGuard::setState(SourceState state) {
  if (std::exchange(state_, state) != state) handlers_.changed(state);
}

}  // namespace diemcau::media
