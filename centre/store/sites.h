// SPDX-License-Identifier: Apache-2.0
// Sites and endpoints in the store.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "contract/maket.h"
#include "contract/result.h"

namespace SQLite {
class Database;
}

namespace diemcau::centre {

class Database;

// Adds sites and renames known ones; none is removed, because endpoints may belong to it.
[[nodiscard]] Result<void> saveSites(Database& database, const std::vector<Site>& sites);
[[nodiscard]] Result<std::vector<Site>> loadSites(Database& database);
[[nodiscard]] Result<std::optional<Site>> findSite(Database& database, const std::string& code);

// An endpoint with its first Config and the audit row, in one durable transaction. Error:
// store.conflict when the id is taken.
[[nodiscard]] Result<void> addEndpoint(Database& database, const EndpointRecord& endpoint, const ConfigRecord& config,
                                       const AuditRecord& audit);
[[nodiscard]] Result<std::vector<EndpointRecord>> loadEndpoints(Database& database);

// Inside a transaction of store/; throw.
void insertEndpoint(SQLite::Database& handle, const EndpointRecord& endpoint);
[[nodiscard]] std::vector<EndpointRecord> selectEndpoints(SQLite::Database& handle);

}  // namespace diemcau::centre
