// SPDX-License-Identifier: Apache-2.0
// A segment of a room's own recording, as the room offers it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "centre/recording/ts_units.h"
#include "contract/timestamp.h"

namespace diemcau::centre {

struct OfferedSegment {
  std::uint32_t seq = 0;
  Ticks begin = 0;         // on the run's timeline
  Ticks end = 0;           // where the next one begins
  Timestamp started_at{};  // by the room's clock

  friend bool operator==(const OfferedSegment&, const OfferedSegment&) = default;
};

// As the path names it, "SEQ-BEGIN-END-STARTED": times in milliseconds, STARTED since 1970. Nothing for anything else.
[[nodiscard]] std::optional<OfferedSegment> offeredSegmentFrom(std::string_view text);

}  // namespace diemcau::centre
