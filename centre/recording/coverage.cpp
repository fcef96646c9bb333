// SPDX-License-Identifier: Apache-2.0
// Stretches of picture and of sound.
#include "centre/recording/coverage.h"

#include <algorithm>

namespace diemcau::centre {
namespace {

// A time stamp is rounded to a tick, and a rate need not be whole milliseconds.
constexpr Ticks kRounding = 2 * kTicksPerMs;
// Most from the first unit of a stretch to its second one.
constexpr Ticks kFirstStep = 150 * kTicksPerMs;

}  // namespace

Ticks longestStep(Ticks before) { return before == 0 ? kFirstStep : before * 3 / 2 + kRounding; }

void Coverage::add(const TsUnit& unit) { add(unit.pid == kVideoPid ? video_ : sound_, unit.pts); }

void Coverage::add(Track& track, Ticks pts) {
  if (!track.empty()) {
    Stretch& stretch = track.back();
    const Ticks step = pts - stretch.last;
    if (step > 0 && step <= longestStep(stretch.step)) {
      stretch.last = pts;
      stretch.step = step;
      return;
    }
  }
  track.push_back({.begin = pts, .last = pts, .step = 0});
}

bool Coverage::covers(Ticks begin, Ticks end) const { return covers(video_, begin, end) && covers(sound_, begin, end); }

bool Coverage::covers(const Track& track, Ticks begin, Ticks end) {
  return std::ranges::any_of(track, [&](const Stretch& stretch) {
    return stretch.begin <= begin + kRounding && stretch.last + stretch.step + kRounding >= end;
  });
}

}  // namespace diemcau::centre
