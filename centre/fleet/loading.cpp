// SPDX-License-Identifier: Apache-2.0
// Reading the fleet out of the store.
#include "centre/fleet/loading.h"

#include "centre/log/log.h"
#include "centre/store/configs.h"
#include "centre/store/reports.h"
#include "centre/store/sites.h"

namespace diemcau::centre {
namespace {

Result<EndpointSeed> loadSeed(Database& database, EndpointRecord record, bool known) {
  EndpointSeed seed{std::move(record), {}, {}, {}, {}};
  auto config = newestConfig(database, seed.record.id);
  if (!config) return std::unexpected(std::move(config).error());
  seed.config = std::move(*config);
  if (known) return seed;
  auto report = newestReport(database, seed.record.id);
  if (!report) return std::unexpected(std::move(report).error());
  seed.report = std::move(*report);
  if (seed.report) seed.differs_since = seed.report->differs_since;
  if (!seed.differs_since) {
    const Timestamp heard = seed.report ? seed.report->received_at : Timestamp{};
    const auto pushed = firstPushAfter(database, seed.record.id, heard);
    if (!pushed) return std::unexpected(pushed.error());
    seed.differs_since = *pushed;
  }
  auto snapshots = loadSnapshots(database, seed.record.id);
  if (!snapshots) return std::unexpected(std::move(snapshots).error());
  seed.snapshots = std::move(*snapshots);
  return seed;
}

}  // namespace

Result<std::vector<EndpointSeed>> loadSeeds(Database& database, const std::set<std::string>& known) {
  auto records = loadEndpoints(database);
  if (!records) return std::unexpected(std::move(records).error());
  std::vector<EndpointSeed> seeds;
  for (EndpointRecord& record : *records) {
    const bool is_known = known.contains(record.id);
    auto seed = loadSeed(database, std::move(record), is_known);
    if (!seed) return std::unexpected(std::move(seed).error());
    seeds.push_back(std::move(*seed));
  }
  return seeds;
}

void plant(Fleet& fleet, std::vector<EndpointSeed> seeds) {
  for (EndpointSeed& seed : seeds) {
    Endpoint& endpoint = fleet.add(std::move(seed.record));
    // Judged anew with what follows: it only tells since when.
    if (seed.differs_since && !endpoint.desired) endpoint.difference = TwinDifference{*seed.differs_since, {}, {}};
    if (seed.config) fleet.setDesired(endpoint, *seed.config);
    if (seed.report && !endpoint.observed) {
      const auto status = parseStatus(seed.report->document);
      if (status) {
        fleet.restore(endpoint, *status, std::move(*seed.report));
      } else {
        logWarning("stored report of " + endpoint.record.id + " left out: " + status.error().describe());
      }
    }
    for (SnapshotRecord& snapshot : seed.snapshots) {
      if (endpoint.snapshot(snapshot.kind)) continue;
      fleet.setSnapshot(
          endpoint, snapshot.kind,
          {std::move(snapshot.etag), snapshot.taken_at, std::make_shared<const std::string>(std::move(snapshot.jpeg))});
    }
  }
}

}  // namespace diemcau::centre
