// SPDX-License-Identifier: Apache-2.0
// One run of a room as one file, from what was received and what was brought later.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "centre/recording/ts_units.h"
#include "contract/result.h"

namespace diemcau::centre {

// Where the whole recording is not whole all the same.
struct Hole {
  std::uint16_t pid = 0;
  Ticks begin = 0;
  Ticks end = 0;
};

struct WholeRecording {
  std::filesystem::path file;
  std::uint64_t units = 0;
  std::uint64_t brought = 0;  // of those: from what was brought
  double seconds = 0;
  std::vector<Hole> holes;
};

// Writes DIRECTORY/<start>-<run>-whole.ts, in one step, anew where there is one. What wholeUnits() takes of all files,
// in the order of time stamps; tables come again before each IDR picture, and continuity counters are new. Blocks as
// long as the disk does.
// Errors: recording.no_such_run, recording.not_readable, recording.not_written.
[[nodiscard]] Result<WholeRecording> writeWholeRecording(const std::filesystem::path& site, const std::string& run);

// The runs that a site's directory has something of, the oldest first.
[[nodiscard]] std::vector<std::string> runsOf(const std::filesystem::path& site);

}  // namespace diemcau::centre
