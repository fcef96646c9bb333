// SPDX-License-Identifier: Apache-2.0
// Before which it cannot be: what this program knows of the time without asking anybody.
#pragma once

#include <filesystem>

#include "contract/timestamp.h"

namespace diemcau::agent {

// The day on which this program was built (SOURCE_DATE_EPOCH where that is set).
[[nodiscard]] Timestamp buildEpoch();

// The clock that was saved when it was known to be right; the epoch where there is none.
[[nodiscard]] Timestamp savedClock(const std::filesystem::path& file);
// Durable; a clock that is not saved is told in the log.
void saveClock(const std::filesystem::path& file, Timestamp now);

}  // namespace diemcau::agent
