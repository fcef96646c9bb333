// SPDX-License-Identifier: Apache-2.0
// From the store into memory: all at the start, later what another process added.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "centre/fleet/fleet.h"
#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

struct EndpointSeed {
  EndpointRecord record;
  std::optional<ConfigRecord> config;
  std::optional<ReportRecord> report;
  std::vector<SnapshotRecord> snapshots;
  std::optional<Timestamp> differs_since;  // it was, or may have been, not as its Config wants it
};

// On the store's thread. Of the `known` endpoints only the newest Config is read.
[[nodiscard]] Result<std::vector<EndpointSeed>> loadSeeds(Database& database, const std::set<std::string>& known);

// On the loop's thread.
void plant(Fleet& fleet, std::vector<EndpointSeed> seeds);

}  // namespace diemcau::centre
