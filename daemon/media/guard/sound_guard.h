// SPDX-License-Identifier: Apache-2.0
// Gives the encoder an unbroken sound, with or without a microphone.
#pragma once

#include <functional>
#include <mutex>

#include "contract/media_status.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/guard/sound_timeline.h"

namespace diemcau::media {

// As VideoGuard for pictures: what is missing becomes silence. Thread-safe; handlers are called with the
// guard locked: they must not block nor call back.
class SoundGuard {
 public:
  struct Handlers {
    std::function<void(const SoundTimeline::Block&)> block;  // `at` counts from the origin
    std::function<void(SourceState)> changed;
  };

  SoundGuard(MediaTime origin, MediaTime now, Handlers handlers);

  void expectSource();
  void setMuted(bool muted);
  // S16 as CaptureBackend says.
  void add(GstSample* sample, MediaTime captured, MediaTime now);
  [[nodiscard]] MediaTime tick(MediaTime now);
  [[nodiscard]] SourceState state() const;

 private:
  void give(const SoundTimeline::Block& block);
  void setState(SourceState state);

  const MediaTime origin_;
  const Handlers handlers_;
  mutable std::mutex mutex_;
  SoundTimeline timeline_;
  SourceState state_ = SourceState::Starting;
  MediaTime last_arrival_;
  bool muted_ = false;
};

}  // namespace diemcau::media
