// SPDX-License-Identifier: Apache-2.0
// When the packets of a stream are to be played.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/support/temp_dir.h"

namespace diemcau::test {

inline constexpr double kSoundPacket = 0.02;  // s

// The time stamps of a stream's packets ("a:0", "v:0"), as they came, in seconds; ffprobe reads them.
[[nodiscard]] std::vector<double> timesOf(const TempDir& dir, const std::filesystem::path& file, const char* stream);
// The longest time without sound between two times in seconds from the first.
[[nodiscard]] double longestHole(const std::vector<double>& times, double from, double to);

}  // namespace diemcau::test
