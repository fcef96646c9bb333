// SPDX-License-Identifier: Apache-2.0
// Whether the microphone is too loud for its converter.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>

#include "daemon/media/status/persistence.h"

namespace diemcau::media {

// A wave that is cut off stands at full scale for several samples; one that just touches it does not. Three
// in a row of one channel count, as in the meters of digital mastering (B. Katz, Mastering Audio, on "overs").
// A knock on the table is over in a moment: told is what three seconds on end have some of, and it is over after five
// without. Looks at what was captured, not at what is left of it after mixing. Thread-safe.
class Clipping {
 public:
  void add(MediaTime captured, std::span<const std::int16_t> samples, std::uint32_t channels);
  [[nodiscard]] bool holds() const;
  // Another source.
  void reset();

 private:
  mutable std::mutex mutex_;
  Persistence persistence_{std::chrono::seconds(2), std::chrono::seconds(5)};
  MediaTime second_began_{};
  bool clipped_ = false;  // in this second
};

// Whether so many samples of a channel in a row stand at full scale.
[[nodiscard]] bool hasOver(std::span<const std::int16_t> samples, std::uint32_t channels);

}  // namespace diemcau::media
