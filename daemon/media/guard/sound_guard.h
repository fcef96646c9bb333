// SPDX-License-Identifier: Apache-2.0
// Gives the encoder an unbroken sound, with or without a microphone.
#pragma once

#include <functional>
#include <mutex>

#include "contract/media_status.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/guard/sound_converter.h"
#include "daemon/media/guard/sound_timeline.h"

namespace diemcau::media {

// As VideoGuard for pictures: what is missing becomes silence. Thread-safe; handlers are called with the
// guard locked: they must not block nor call back.
class SoundGuard {
 public:
  struct Handlers {
    std::function<void(const SoundTimeline::Block&)> block;  // `at` counts from the origin
    // As the source gave it: not mixed, not muted.
    std::function<void(MediaTime captured, std::span<const std::int16_t> samples, std::uint32_t channels)> captured;
    std::function<void(SourceState)> changed;
  };

  SoundGuard(MediaTime origin, MediaTime now, Handlers handlers);

  void expectSource();
  void setMuted(bool muted);
  // From the next block on. `between` is called when the last one of before is out and none of after is.
  void setChannels(std::uint32_t channels, const std::function<void()>& between);
  // S16 as CaptureBackend says.
  void add(GstSample* sample, MediaTime captured, MediaTime now);
  [[nodiscard]] MediaTime tick(MediaTime now);
  [[nodiscard]] SourceState state() const;
  // Zeros while nothing comes.
  [[nodiscard]] SoundFormat sourceFormat() const;
  // How much faster the source's clock is than the system's; 0 while nothing comes, or it is not known yet.
  [[nodiscard]] double driftPpm() const;

 private:
  void give(const SoundTimeline::Block& block);
  void setState(SourceState state);
  [[nodiscard]] bool takeCaps(GstCaps* caps);
  [[nodiscard]] MediaTime lengthOf(std::size_t samples) const;

  const MediaTime origin_;
  const Handlers handlers_;
  mutable std::mutex mutex_;
  SoundConverter converter_;
  SoundTimeline timeline_;
  CapsPtr source_caps_;  // of the last sound
  SourceState state_ = SourceState::Starting;
  MediaTime last_arrival_;
  bool muted_ = false;
};

}  // namespace diemcau::media
