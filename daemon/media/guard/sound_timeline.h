// SPDX-License-Identifier: Apache-2.0
// An unbroken line of 20 ms blocks of sound, whatever the microphone does.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "daemon/media/media_format.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// Sound is laid onto the system clock's timeline by its capture time: gaps become silence, what is there
// already is skipped. A sound card's clock differs from the system's by up to 100 ppm or so; the difference
// is smoothed and taken out one sample at a time, where it is heard least. Pure: no clock, no thread.
class SoundTimeline {
 public:
  struct Block {
    MediaTime at{};                         // of the first sample
    std::span<const std::int16_t> samples;  // kSoundBlock
  };
  using Emit = std::function<void(const Block&)>;

  // The first block begins at `from`.
  SoundTimeline(MediaTime from, Emit emit);

  void add(MediaTime captured, std::span<const std::int16_t> samples);
  // Fills blocks that were over `grace` ago with silence.
  void fill(MediaTime now, MediaTime grace);
  [[nodiscard]] MediaTime overdueAt(MediaTime grace) const;
  void newSource();

 private:
  [[nodiscard]] MediaTime atFrame(std::int64_t frame) const;
  [[nodiscard]] std::int64_t position() const { return emitted_ + static_cast<std::int64_t>(pending_.size()); }
  void append(std::span<const std::int16_t> samples);
  void appendSilence(std::int64_t frames);
  void emitWhole();
  void appendAdjusted(std::span<const std::int16_t> samples);

  const MediaTime from_;
  const Emit emit_;
  std::int64_t emitted_ = 0;           // frames
  std::vector<std::int16_t> pending_;  // less than a block between calls
  double error_ = 0;                   // frames the source is behind its place, smoothed
  MediaTime delay_{};                  // of a source whose sound comes too late for its capture time
  MediaTime skipped_{};                // in a row
  bool fresh_ = true;                  // the next sound is laid exactly where it belongs
};

}  // namespace diemcau::media
