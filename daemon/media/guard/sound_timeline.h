// SPDX-License-Identifier: Apache-2.0
// An unbroken line of 20 ms blocks of sound, whatever the microphone does.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "daemon/media/guard/sound_clock.h"
#include "daemon/media/media_format.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// Sound is laid onto the system clock's timeline by its capture time: gaps become silence, what is there
// already is skipped. A sound card's clock differs from the system's by up to 300 ppm or so; what it is out
// (SoundClock) is taken out one frame at a time, at most one each block that comes and where it is heard
// least: 2 % of a millisecond, between the two neighbours of the block that differ least. Pure: no clock,
// no thread.
class SoundTimeline {
 public:
  struct Block {
    MediaTime at{};  // of the first frame
    std::uint32_t channels = 1;
    std::span<const std::int16_t> samples;  // kSoundBlock frames, interleaved
  };
  using Emit = std::function<void(const Block&)>;

  // The first block begins at `from`; one channel.
  SoundTimeline(MediaTime from, Emit emit);

  // What waits to become a block is mixed; all that comes has so many channels.
  void setChannels(std::uint32_t channels);
  // Whole frames. About 10 ms at a time: the correction is one frame each.
  void add(MediaTime captured, std::span<const std::int16_t> samples);
  // The source says that some of its sound was lost before what it gives next.
  void expectGap() { fresh_ = true; }
  // Fills blocks that were over `grace` ago with silence.
  void fill(MediaTime now, MediaTime grace);
  [[nodiscard]] MediaTime overdueAt(MediaTime grace) const;
  void newSource();
  // How much faster the source's clock is than the system's.
  [[nodiscard]] double driftPpm() const { return clock_.driftPpm(); }

 private:
  using Samples = std::span<const std::int16_t>;

  [[nodiscard]] MediaTime atFrame(std::int64_t frame) const;
  [[nodiscard]] std::int64_t position() const;
  [[nodiscard]] Samples lay(MediaTime captured, Samples samples);
  void append(Samples samples);
  void appendSilence(std::int64_t frames);
  void appendAdjusted(Samples samples);
  void emitWhole();

  const MediaTime from_;
  const Emit emit_;
  SoundClock clock_;
  std::uint32_t channels_ = 1;
  std::int64_t emitted_ = 0;           // frames
  std::vector<std::int16_t> pending_;  // less than a block between calls
  MediaTime delay_{};                  // of a source whose sound comes too late for its capture time
  MediaTime skipped_{};                // in a row
  bool fresh_ = true;                  // the next sound is laid exactly where it belongs
};

}  // namespace diemcau::media
