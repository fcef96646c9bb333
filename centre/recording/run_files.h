// SPDX-License-Identifier: Apache-2.0
// What the centre has of one run of a room: the streams it received, and segments that were brought later.
//
//   79/20220715T010203.456Z-9f2c41d07be85a36.ts    as received, one file a connection
//   79/9f2c41d07be85a36/00000007-0000070012-0000080012-1657846923000.ts
//                                                  brought later, named as it was offered; .part while it comes
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "centre/recording/coverage.h"
#include "centre/recording/offered_segment.h"

namespace diemcau::centre {

struct ReceivedFile {
  std::filesystem::path path;
  Timestamp started_at{};  // by the centre's clock
};

// The run in the name of such a file; empty where there is none.
[[nodiscard]] std::string runOf(std::string_view name);

// Files of a site's directory that hold a stream of this run, the oldest first.
[[nodiscard]] std::vector<ReceivedFile> receivedFiles(const std::filesystem::path& site, std::string_view run);
// And the segments, in their order.
struct BroughtFile {
  std::filesystem::path path;
  OfferedSegment segment;
};
[[nodiscard]] std::vector<BroughtFile> broughtFiles(const std::filesystem::path& site, std::string_view run);

// Where a segment stands once it is there; with the ending .part before.
[[nodiscard]] std::filesystem::path broughtPath(const std::filesystem::path& site, std::string_view run,
                                                const OfferedSegment& segment);

// Where on the run's timeline a file begins that was begun at `started_at`, as far as the segment's two times tell.
[[nodiscard]] Ticks expectedAt(const OfferedSegment& segment, Timestamp started_at);

// What was received of one run, read on as it grows. Blocks as long as the disk does. Thread-bound.
class ReceivedRun {
 public:
  ReceivedRun(std::filesystem::path site, std::string run) : site_(std::move(site)), run_(std::move(run)) {}

  // Whether it is there without a gap, as the files are now.
  [[nodiscard]] bool covers(const OfferedSegment& segment);
  [[nodiscard]] const std::string& run() const { return run_; }

 private:
  struct Scan {
    TsUnitReader reader;
    Coverage coverage;
    std::uint64_t offset = 0;
  };

  void readOn(Scan& scan, const std::filesystem::path& file);

  const std::filesystem::path site_;
  const std::string run_;
  std::map<std::filesystem::path, Scan> scans_;
  std::vector<char> block_;
};

}  // namespace diemcau::centre
