// SPDX-License-Identifier: Apache-2.0
// Which segments are kept, by the names of their files alone.
//
//   000012-9f2c41d07be85a36/00000007-0000070012.ts.enc
//
// Runs are numbered as they begin, because a wall clock may step back; then the run's id, the segment's number and the
// time stamp it begins with, in milliseconds of the run's timeline.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"
#include "daemon/recording/segment_file.h"

namespace diemcau::recording {

struct RunName {
  std::uint32_t number = 0;  // grows with each run
  std::string run;           // segment_file.h

  friend bool operator==(const RunName&, const RunName&) = default;
};

struct SegmentName {
  std::uint32_t seq = 0;
  std::uint64_t first_pts_ms = 0;

  friend bool operator==(const SegmentName&, const SegmentName&) = default;
};

[[nodiscard]] std::string textOf(const RunName& name);
[[nodiscard]] std::string textOf(const SegmentName& name);
// Nothing for a name that is none of ours.
[[nodiscard]] std::optional<RunName> runNameFrom(std::string_view text);
[[nodiscard]] std::optional<SegmentName> segmentNameFrom(std::string_view text);

struct KeptSegment {
  RunName run;
  SegmentName name;
  std::filesystem::path path;
  std::uint64_t bytes = 0;
};

// The oldest first. None where the directory is not there; what goes away meanwhile is left out.
// Errors: recording.not_readable.
[[nodiscard]] Result<std::vector<KeptSegment>> listSegments(const std::filesystem::path& directory);

// What stands in front of a segment's file. Errors: recording.not_a_segment.
[[nodiscard]] Result<SegmentHeader> headerOf(const KeptSegment& segment);

// The runs that have a directory, the oldest first, with or without segments. Errors: recording.not_readable.
[[nodiscard]] Result<std::vector<RunName>> listRuns(const std::filesystem::path& directory);

}  // namespace diemcau::recording
