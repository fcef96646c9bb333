// SPDX-License-Identifier: Apache-2.0
// Which stretches of a run's timeline are there without a gap.
#pragma once

#include <vector>

#include "centre/recording/ts_units.h"

namespace diemcau::centre {

// The longest step from one unit to the next behind which nothing is missing, after the step before; 0: there was none.
[[nodiscard]] Ticks longestStep(Ticks before);

// From the units of one stream of bytes, in order. A step from one unit to the next that is longer than half as much
// again as the one before it is a gap: a multiplexer behind a queue counts what it sends, not what the queue dropped.
// Where a room changes to fewer pictures on purpose that is one gap too many, which costs a segment. Thread-bound.
class Coverage {
 public:
  void add(const TsUnit& unit);
  // Whether picture and sound are there from `begin` to `end`, within one stretch each.
  [[nodiscard]] bool covers(Ticks begin, Ticks end) const;

 private:
  struct Stretch {
    Ticks begin = 0;
    Ticks last = 0;  // time stamp of its last unit
    Ticks step = 0;  // to that from the one before; 0: it has one unit alone
  };
  using Track = std::vector<Stretch>;

  static void add(Track& track, Ticks pts);
  [[nodiscard]] static bool covers(const Track& track, Ticks begin, Ticks end);

  Track video_;
  Track sound_;
};

}  // namespace diemcau::centre
