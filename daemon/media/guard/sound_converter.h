// SPDX-License-Identifier: Apache-2.0
// Brings a source's sound to the process's rate and to the wanted channels.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "daemon/media/media_format.h"
#include "daemon/media/media_time.h"

typedef struct _GstAudioResampler GstAudioResampler;
typedef struct _GstCaps GstCaps;

namespace diemcau::media {

// Resampling stands here and not in the source's pipeline, because an element there gives time stamps by
// counting samples: the drift of the card's clock would be gone from them, and come back as a jump. Pure,
// thread-bound.
class SoundConverter {
 public:
  struct Sound {
    MediaTime captured{};                   // of the first frame
    std::span<const std::int16_t> samples;  // whole frames, until the next call
  };

  SoundConverter();
  ~SoundConverter();
  SoundConverter(const SoundConverter&) = delete;
  SoundConverter& operator=(const SoundConverter&) = delete;

  void setChannels(std::uint32_t channels);
  // False: it is not S16, interleaved, of one channel or two.
  [[nodiscard]] bool setSource(const GstCaps* caps);
  [[nodiscard]] const SoundFormat& source() const { return source_; }
  // What comes next does not follow what came last.
  void restart();
  // What a filter still holds comes with the next sound; `captured` is told accordingly.
  [[nodiscard]] Sound convert(const Sound& sound);

 private:
  struct Release {
    void operator()(GstAudioResampler* resampler) const noexcept;
  };

  void prepare();

  std::uint32_t channels_ = 1;
  SoundFormat source_;
  std::unique_ptr<GstAudioResampler, Release> resampler_;  // none: the rate is the wanted one
  std::int64_t taken_ = 0;                                 // frames since the last restart
  std::int64_t given_ = 0;
  std::vector<std::int16_t> mixed_;
  std::vector<std::int16_t> resampled_;
};

// One channel from two is their mean, two from one are the same twice.
void mixChannels(std::span<const std::int16_t> samples, std::uint32_t from, std::uint32_t to,
                 std::vector<std::int16_t>& mixed);

}  // namespace diemcau::media
