// SPDX-License-Identifier: Apache-2.0
// Wall-clock times as they stand in documents.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau {

// UTC, milliseconds. For people, certificates and signed documents; deadlines use the boot-time clock.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// RFC 3339 in UTC with milliseconds: "2022-07-15T01:00:00.000Z".
[[nodiscard]] std::string formatTimestamp(Timestamp time);

// Any RFC 3339 date-time (section 5.6), whatever its offset; leap seconds are refused.
// Error: timestamp.malformed.
[[nodiscard]] Result<Timestamp> parseTimestamp(std::string_view text);

}  // namespace diemcau
