// SPDX-License-Identifier: Apache-2.0
// The room's recording, for whoever stands at the box: what is kept, and one run of it as a file that plays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "contract/media_plan.h"
#include "contract/result.h"

namespace diemcau::cli {

// A line for each run. Errors: recording.not_readable.
[[nodiscard]] Result<std::string> textOfRecording(const RecordingPlan& plan);

struct Exported {
  std::uint64_t bytes = 0;
  std::uint32_t segments = 0;
  std::vector<std::string> remarks;  // what is missing or damaged, in Vietnamese
  bool whole = true;                 // nothing is, but for the end of the last segment
};

// All that can be read of one run, the newest where none is named, as an MPEG transport stream in a new file of the
// user's own. Errors: recording.no_such_run, recording.not_readable, recording.not_written, file.*.
[[nodiscard]] Result<Exported> exportRecording(const RecordingPlan& plan, const std::optional<std::string>& run,
                                               const std::filesystem::path& out);

}  // namespace diemcau::cli
