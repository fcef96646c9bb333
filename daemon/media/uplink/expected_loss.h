// SPDX-License-Identifier: Apache-2.0
// The loss that Opus prepares for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "daemon/media/media_time.h"

namespace diemcau::media {

// 0, 5, 10 or 20 %: the least step that covers what is missing at the receiver for good, averaged over three seconds;
// below half a percent none. Up as soon as that is more; down when a lower step covered it with room to spare for
// twenty seconds. Pure: no clock of its own. Thread-bound.
class ExpectedLoss {
 public:
  // `residual`: what is missing of all packets, as a share (residual_loss.h). Call it each second at least. Returns
  // percent().
  std::uint32_t follow(double residual, MediaTime now);
  [[nodiscard]] std::uint32_t percent() const;

 private:
  double average_ = 0;  // percent
  std::optional<MediaTime> at_;
  std::size_t step_ = 0;
  std::optional<MediaTime> less_since_;
  std::size_t enough_ = 0;  // the highest step that was needed since
};

}  // namespace diemcau::media
