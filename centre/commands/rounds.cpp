// SPDX-License-Identifier: Apache-2.0
// The centre's own rounds.
#include "centre/commands/rounds.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "centre/files/atomic_file.h"
#include "centre/fleet/loading.h"
#include "centre/log/log.h"
#include "centre/store/accounts.h"
#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

constexpr std::chrono::seconds kRound{1};
constexpr int kRoundsPerDiskLook = 5;

}  // namespace

boost::asio::awaitable<void> Rounds::watchFleet() {
  for (int round = 0;; ++round) {
    fleet_.setStreams(gateway_.stats());
    fleet_.tick();
    if (round % kRoundsPerDiskLook == 0) lookAtDisks();
    co_await sleepUntil(clock_.now().steady + kRound);
  }
}

boost::asio::awaitable<void> Rounds::watchCallers() {
  for (;;) {
    const auto rows = stream_notes_.rowsFor(gateway_.takeRefused(), clock_.now());
    for (const AuditRecord& row : rows) {
      const Result<void> noted = co_await store_.run([&row](Database& database) { return addAudit(database, row); });
      health_.storeAnswered(noted);
    }
    co_await sleepUntil(clock_.now().steady + kRound);
  }
}

void Rounds::lookAtDisks() {
  std::optional<std::uint64_t> least;
  for (const auto& disk : disks_) {
    if (const auto free = freeBytes(disk)) least = std::min(least.value_or(*free), *free);
  }
  if (least) health_.setDiskFree(*least);
}

boost::asio::awaitable<void> Rounds::watchStore() {
  std::int64_t seen = -1;
  for (;;) {
    const auto changes = co_await store_.run([](Database& database) { return database.foreignChanges(); });
    if (changes && seen >= 0 && *changes != seen) co_await refresh();
    if (changes) seen = *changes;
    co_await sleepUntil(clock_.now().steady + kRound);
  }
}

boost::asio::awaitable<void> Rounds::refresh() {
  std::set<std::string> known;
  for (const Endpoint* endpoint : fleet_.all()) known.insert(endpoint->record.id);
  auto seeds = co_await store_.run([&known](Database& database) { return loadSeeds(database, known); });
  const Timestamp now = clock_.now().wall;
  auto sessions = co_await store_.run([now](Database& database) { return loadSessions(database, now); });
  if (!seeds || !sessions) {
    logError("store not read: " + (seeds ? sessions.error() : seeds.error()).describe());
    co_return;
  }
  sessions_.replaceAll(std::move(*sessions));
  plant(fleet_, std::move(*seeds));
  gateway_.setKeys(fleet_.streamKeys());
  co_await waiting_.refresh(store_);
}

}  // namespace diemcau::centre
