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
  double offset = 0;  // seconds by which the click comes later than it should
};

// All of a stream, in their order; one that a fault took half of is none.
[[nodiscard]] std::vector<Mark> marksOf(const TempDir& dir, const std::filesystem::path& stream);

struct AvOffset {
  double median_ms = 0;
  std::size_t marks = 0;
};
// Of those in [from, to) seconds.
[[nodiscard]] AvOffset medianOffset(const std::vector<Mark>& marks, double from, double to);

}  // namespace diemcau::test
