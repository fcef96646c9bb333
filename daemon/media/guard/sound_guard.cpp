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
constexpr std::array<std::int16_t, kSoundBlock> kSilence{};

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

void SoundGuard::add(GstSample* sample, MediaTime captured, MediaTime now) {
  GstMapInfo map;
  GstBuffer* buffer = gst_sample_get_buffer(sample);
  if (!gst_buffer_map(buffer, &map, GST_MAP_READ)) return;
  {
    const std::lock_guard lock(mutex_);
    last_arrival_ = now;
    setState(SourceState::Running);
    timeline_.add(captured, {reinterpret_cast<const std::int16_t*>(map.data), map.size / sizeof(std::int16_t)});
  }
  gst_buffer_unmap(buffer, &map);
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

void SoundGuard::give(const SoundTimeline::Block& block) {
  handlers_.block({block.at - origin_, muted_ ? std::span<const std::int16_t>(kSilence) : block.samples});
}

void SoundGuard::setState(SourceState state) {
  if (std::exchange(state_, state) != state) handlers_.changed(state);
}

}  // namespace diemcau::media
