// SPDX-License-Identifier: Apache-2.0
// Stretches of what was brought, and what was received between them.
#include "centre/recording/unit_choice.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "centre/recording/coverage.h"

namespace diemcau::centre {
namespace {

using Units = std::vector<FiledUnit>;

constexpr Ticks kLeastHole = 150 * kTicksPerMs;
constexpr Ticks kForever = std::numeric_limits<Ticks>::max();

// Of the timeline, from `begin` up to before `end`.
struct Stretch {
  Ticks begin = 0;
  Ticks end = 0;
};

Ticks ptsOf(const FiledUnit& filed) { return filed.unit.pts; }

// Each time stamp once, of the first file that has it.
void sortOnce(Units& units) {
  const auto key = [](const FiledUnit& filed) { return std::tuple(filed.unit.pts, filed.unit.pid, filed.file); };
  std::ranges::sort(units, {}, key);
  const auto same = [](const FiledUnit& a, const FiledUnit& b) {
    return a.unit.pts == b.unit.pts && a.unit.pid == b.unit.pid;
  };
  const auto rest = std::ranges::unique(units, same);
  units.erase(rest.begin(), rest.end());
}

// What is left are the others.
Units takePictures(Units& units) {
  const auto pictures =
      std::ranges::partition(units, [](const FiledUnit& filed) { return filed.unit.pid != kVideoPid; });
  Units taken(pictures.begin(), pictures.end());
  units.erase(pictures.begin(), pictures.end());
  sortOnce(taken);
  return taken;
}

// Within a file a picture behind a hole is of the one before it: it was never encoded. IDR pictures begin anew there,
// so that something else may stand in the hole.
std::vector<Stretch> stretchesOf(const Units& pictures) {
  std::vector<Stretch> stretches;
  Ticks last = 0;
  Ticks step = 0;
  std::size_t file = 0;
  bool follows = false;
  for (const FiledUnit& picture : pictures) {
    const Ticks before = std::exchange(step, ptsOf(picture) - last);
    last = ptsOf(picture);
    const bool same_file = std::exchange(file, picture.file) == picture.file;
    const bool hole = isHole(step, before);
    if (hole && !same_file) follows = false;
    if (picture.unit.keyframe && (hole || !follows)) stretches.push_back({last, last});
    follows = follows || picture.unit.keyframe;
    if (follows) stretches.back().end = last + 1;
  }
  return stretches;
}

// Before which of them something is missing.
std::vector<bool> gapsIn(const Units& pictures) {
  std::vector<bool> gaps;
  Ticks last = 0;
  Ticks before = 0;
  for (const FiledUnit& picture : pictures) {
    const Ticks step = ptsOf(picture) - std::exchange(last, ptsOf(picture));
    gaps.push_back(gaps.empty() || step > longestStep(before));
    before = gaps.back() ? 0 : step;
  }
  return gaps;
}

// Behind a stretch and before `next`, the first of what was received that goes on; the stretch's end may come sooner
// for it.
std::size_t goesOn(const Units& received, const std::vector<bool>& gaps, Stretch& stretch, Ticks next) {
  const auto behind = std::ranges::lower_bound(received, stretch.end, {}, ptsOf);
  if (behind == received.end() || ptsOf(*behind) >= next) return received.size();
  auto at = static_cast<std::size_t>(behind - received.begin());
  while (!received[at].unit.keyframe && !gaps[at]) --at;
  if (received[at].unit.keyframe && ptsOf(received[at]) >= stretch.begin) {
    stretch.end = std::min(stretch.end, ptsOf(received[at]));
    return at;
  }
  const auto isKeyframe = [](const FiledUnit& picture) { return picture.unit.keyframe; };
  return static_cast<std::size_t>(std::find_if(behind, received.end(), isKeyframe) - received.begin());
}

void take(const Units& from, std::size_t first, Ticks end, Units& whole) {
  for (std::size_t at = first; at < from.size() && ptsOf(from[at]) < end; ++at) whole.push_back(from[at]);
}

}  // namespace

bool isHole(Ticks step, Ticks before) { return step > kLeastHole && step > 2 * before; }

Units wholeUnits(Units received, Units brought) {
  const Units received_pictures = takePictures(received);
  const Units brought_pictures = takePictures(brought);
  std::vector<Stretch> stretches = stretchesOf(brought_pictures);
  const std::vector<bool> gaps = gapsIn(received_pictures);
  Units whole = std::move(received);
  whole.insert(whole.end(), brought.begin(), brought.end());
  take(received_pictures, 0, stretches.empty() ? kForever : stretches.front().begin, whole);
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    const Ticks next = i + 1 < stretches.size() ? stretches[i + 1].begin : kForever;
    Stretch& stretch = stretches[i];
    take(received_pictures, goesOn(received_pictures, gaps, stretch, next), next, whole);
    const auto begin = std::ranges::lower_bound(brought_pictures, stretch.begin, {}, ptsOf);
    take(brought_pictures, static_cast<std::size_t>(begin - brought_pictures.begin()), stretch.end, whole);
  }
  sortOnce(whole);
  return whole;
}

}  // namespace diemcau::centre
