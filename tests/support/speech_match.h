// SPDX-License-Identifier: Apache-2.0
// Where a piece of sound stands in a recording, and how like it it is.
#pragma once

#include <cstddef>
#include <span>

namespace diemcau::test {

inline constexpr int kMatchHz = 16'000;

struct SpeechMatch {
  std::size_t at = 0;      // sample of the recording with which the piece begins
  double correlation = 0;  // the mean over the 20 ms that have speech in them: 1 is the same sound
};

// Both of kMatchHz, mono; the recording is longer than the piece. The place is that at which the loudness is most
// alike, and then, near to it, the sound itself.
[[nodiscard]] SpeechMatch matchSpeech(std::span<const float> recording, std::span<const float> piece);

}  // namespace diemcau::test
