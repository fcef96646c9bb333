// SPDX-License-Identifier: Apache-2.0
// The clock of everything that has a time stamp.
#pragma once

#include <chrono>

namespace diemcau::media {

// CLOCK_MONOTONIC, which is GStreamer's system clock and that of capture devices: a frame's capture time
// and "now" are on one line, and so are the deadlines of the guards (std::chrono::steady_clock).
using MediaTime = std::chrono::nanoseconds;

[[nodiscard]] inline MediaTime mediaNow() { return std::chrono::steady_clock::now().time_since_epoch(); }

}  // namespace diemcau::media
