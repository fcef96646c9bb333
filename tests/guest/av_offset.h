// SPDX-License-Identifier: Apache-2.0
// How far sound and picture of a stream are apart, by the marks of marks.cpp.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/support/temp_dir.h"

namespace diemcau::test {

// A mark that was both seen and heard.
struct Mark {
  double at = 0;      // seconds from the stream's begin to the flash
  double heard = 0;   // seconds from the stream's begin to the click
  double offset = 0;  // seconds by which the click comes later than it should
};
// From one flash to the next; not a multiple of a picture's time, so that a flash may be anywhere in one.
constexpr double kMarkEvery = 1.087;  // seconds

// All of a stream, in their order; one that a fault took half of is none.
[[nodiscard]] std::vector<Mark> marksOf(const TempDir& dir, const std::filesystem::path& stream);

struct AvOffset {
  double median_ms = 0;  // of the marks' offsets
  double sound_ms = 0;   // by which their clicks come later than those of the stream's first mark would have them
  std::size_t marks = 0;
};
// Of those in [from, to) seconds.
[[nodiscard]] AvOffset medianOffset(const std::vector<Mark>& marks, double from, double to);

// Fails the test unless they are the same within 40 ms. That holds for the sound by itself; a picture besides may
// have come to another place in the time that it stands for (`fps`), as a camera's clock is not the stream's.
void checkSame(const AvOffset& before, const AvOffset& after, double fps);

}  // namespace diemcau::test
