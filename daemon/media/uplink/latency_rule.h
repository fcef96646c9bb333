// SPDX-License-Identifier: Apache-2.0
// The delay that SRT needs to repair losses, from what is known of the line.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "contract/config.h"

namespace diemcau::media {

// SRT Deployment Guide (Haivision), "Configuring an SRT Stream": so many round trips for so much loss. Within what
// the target allows. Loss in percent of the packets.
[[nodiscard]] inline std::uint32_t latencyFor(double rtt_ms, double loss_percent, const UplinkTarget& target) {
  const double round_trips = loss_percent <= 1 ? 3 : loss_percent <= 3 ? 4 : loss_percent <= 7 ? 5 : 6;
  const auto least = static_cast<double>(target.latency_ms);
  const auto most = std::max(least, static_cast<double>(target.latency_max_ms.value_or(target.latency_ms)));
  return static_cast<std::uint32_t>(std::clamp(std::ceil(rtt_ms * round_trips), least, most));
}

}  // namespace diemcau::media
