// SPDX-License-Identifier: Apache-2.0
// The rollout that runs, or the last one, in the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "contract/result.h"

namespace SQLite {
class Database;
}

namespace diemcau::centre {

class Database;

// Where one room stands in it; what the members mean: fleet/rollout.h.
struct RolloutTargetState {
  std::size_t position = 0;
  std::string step;
  std::uint64_t version = 0;
  std::string detail;
  bool online_before = false;
  std::string wrong_before;  // names of conditions, each with a space behind it
  std::optional<Timestamp> refused_before;
};

struct RolloutTargetRecord {
  std::string endpoint;
  std::string before;  // bodies as JSON, without uplink
  std::string after;
  RolloutTargetState state;
  std::string signed_install{};  // envelopes; hold the endpoint's passphrase
  std::string signed_undo{};
};

struct RolloutRecord {
  std::uint64_t id = 0;
  std::string author;
  std::string address;
  Timestamp began_at{};
  std::size_t wave = 0;
  std::size_t next = 0;
  std::size_t most_failures = 0;
  bool stopped = false;
  bool undo = true;
  bool over = false;
  std::vector<RolloutTargetRecord> targets;
};

// What a push changes of a rollout. Stored with the Config (configs.h), so that neither is there without the other.
struct RolloutMark {
  std::uint64_t rollout = 0;
  RolloutTargetState state;
};

// Replaces the one before. Its number, which grows for ever; the audit row's subject is filled in with it.
[[nodiscard]] Result<std::uint64_t> addRollout(Database& database, const RolloutRecord& rollout, AuditRecord audit);
// How it stands. Targets that the record does not have stay as they are, and the bodies of all. Without an audit row it
// is flushed together with the next push at the latest: what a power cut takes before that is judged again.
[[nodiscard]] Result<void> saveRollout(Database& database, const RolloutRecord& rollout,
                                       const std::optional<AuditRecord>& audit);
[[nodiscard]] Result<std::optional<RolloutRecord>> lastRollout(Database& database);

// Inside a transaction of store/; throws.
void updateRolloutTarget(SQLite::Database& handle, const RolloutMark& mark);

}  // namespace diemcau::centre
