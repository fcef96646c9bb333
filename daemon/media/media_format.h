// SPDX-License-Identifier: Apache-2.0
// The forms that picture and sound have inside the process.
#pragma once

#include <cstdint>

namespace diemcau::media {

// Speech of one room: S16, interleaved, one channel or two. What Opus takes natively.
inline constexpr std::uint32_t kSoundRate = 48'000;
inline constexpr std::uint32_t kMostSoundChannels = 2;
// Frames (a sample of each channel) in 20 ms: one block on the sound's timeline, as a rule one Opus packet.
inline constexpr std::uint32_t kSoundBlock = 960;

// As a source gives it; zeros: unknown.
struct SoundFormat {
  std::uint32_t rate_hz = 0;
  std::uint32_t channels = 0;

  friend bool operator==(const SoundFormat&, const SoundFormat&) = default;
};

// I420, square pixels.
struct PictureFormat {
  std::uint32_t width = 0;   // pixels
  std::uint32_t height = 0;  // pixels
  std::uint32_t fps = 0;

  friend bool operator==(const PictureFormat&, const PictureFormat&) = default;
};

}  // namespace diemcau::media
