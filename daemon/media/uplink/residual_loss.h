// SPDX-License-Identifier: Apache-2.0
// What a line loses for good, in spite of SRT's repeats.
#pragma once

#include <cmath>
#include <cstdint>

namespace diemcau::media {

// Of packets, as a share. `loss`: what the line loses of all that is sent, repeats among it. The first repeat comes a
// round trip after what was lost; each further one a quarter later than that, since libsrt's receiver asks again only
// each half round trip (LiveCC, updateNAKInterval). A repeat fails when it or the report that asks for it is lost. What
// is not there within the receiver's delay is missing. Losses are taken to be independent, and as many on the way back:
// where all is lost for longer than that delay, more is missing than this says.
[[nodiscard]] inline double residualLoss(double loss, double rtt_ms, std::uint32_t delay_ms) {
  constexpr double kAgain = 1.25;  // round trips
  if (rtt_ms <= 0) return 0;
  const double round_trips = delay_ms / rtt_ms;
  const double repeats = round_trips < 1 ? 0 : 1 + std::floor((round_trips - 1) / kAgain);
  const double fails = 1 - (1 - loss) * (1 - loss);
  return loss * std::pow(fails, repeats);
}

}  // namespace diemcau::media
