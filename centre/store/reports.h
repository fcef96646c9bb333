// SPDX-License-Identifier: Apache-2.0
// What endpoints reported: the newest of each, a bounded history, and their pictures.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// Reports kept of each endpoint: twenty minutes at the default interval.
inline constexpr std::size_t kReportHistory = 600;

struct ReportToSave {
  ReportRecord report;
  bool newest = false;               // replaces the endpoint's row of the newest report
  std::uint64_t config_version = 0;  // said to be in force; 0: none
};

// Idempotent by boot_id and seq. Marks the Config version as applied when that is the first time it is seen.
[[nodiscard]] Result<void> saveReport(Database& database, const ReportToSave& report);
[[nodiscard]] Result<std::optional<ReportRecord>> newestReport(Database& database, const std::string& endpoint);

// Replaces the picture of that kind.
[[nodiscard]] Result<void> saveSnapshot(Database& database, const SnapshotRecord& snapshot);
[[nodiscard]] Result<std::vector<SnapshotRecord>> loadSnapshots(Database& database, const std::string& endpoint);

}  // namespace diemcau::centre
