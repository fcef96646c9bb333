// SPDX-License-Identifier: Apache-2.0
// Which units of a run's files make its whole recording.
#pragma once

#include <cstddef>
#include <vector>

#include "centre/recording/ts_units.h"

namespace diemcau::centre {

struct FiledUnit {
  TsUnit unit;
  std::size_t file = 0;

  friend bool operator==(const FiledUnit&, const FiledUnit&) = default;
};

// From one unit of a stream to the next, after the step before: something is missing between them.
[[nodiscard]] bool isHole(Ticks step, Ticks before);

// Sound is the same at both ends, and each time stamp is there once. Pictures may be of two encoders, so that those of
// one end make sense only up to its next IDR picture. What was brought stands for its whole stretch, which begins with
// one. Behind it goes on what was received, from an IDR picture: there, or at the last one within the stretch from
// which on it has no hole, or else at its next one. In the order of time stamps. Pure; each list may be in any order.
[[nodiscard]] std::vector<FiledUnit> wholeUnits(std::vector<FiledUnit> received, std::vector<FiledUnit> brought);

}  // namespace diemcau::centre
