// SPDX-License-Identifier: Apache-2.0
// Versions of Configs in the store: none is ever changed or removed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "centre/store/rollouts.h"
#include "contract/result.h"

namespace SQLite {
class Database;
}

namespace diemcau::centre {

class Database;

// Durable before it returns, with its audit row and what it changes of a rollout. Error: store.conflict when the
// version is there.
[[nodiscard]] Result<void> addConfig(Database& database, const ConfigRecord& config, const AuditRecord& audit,
                                     const std::optional<RolloutMark>& mark = std::nullopt);

[[nodiscard]] Result<std::optional<ConfigRecord>> newestConfig(Database& database, const std::string& endpoint);
[[nodiscard]] Result<std::optional<ConfigRecord>> findConfig(Database& database, const std::string& endpoint,
                                                             std::uint64_t version);
// The JSON of the body that was pushed last to whoever has or had that site.
[[nodiscard]] Result<std::optional<std::string>> newestBodyAt(Database& database, const std::string& site_code);
// When the first version after that time was issued.
[[nodiscard]] Result<std::optional<Timestamp>> firstPushAfter(Database& database, const std::string& endpoint,
                                                              Timestamp time);
// Newest first.
[[nodiscard]] Result<std::vector<ConfigVersion>> listConfigs(Database& database, const std::string& endpoint);

// Inside a transaction of store/; throws.
void insertConfig(SQLite::Database& handle, const ConfigRecord& config);

}  // namespace diemcau::centre
