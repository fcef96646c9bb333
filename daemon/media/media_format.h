// SPDX-License-Identifier: Apache-2.0
// The forms that picture and sound have inside the process.
#pragma once

#include <cstdint>

namespace diemcau::media {

// Speech of one room: one channel, S16. What Opus takes natively.
inline constexpr std::uint32_t kSoundRate = 48'000;
inline constexpr std::uint32_t kSoundChannels = 1;
// Samples in 20 ms: one Opus packet, one block on the sound's timeline.
inline constexpr std::uint32_t kSoundBlock = 960;

// I420, square pixels.
struct PictureFormat {
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels
  std::uint32_t fps = 0;

  friend bool operator==(const PictureFormat&, const PictureFormat&) = default;
};

}  // namespace diemcau::media
