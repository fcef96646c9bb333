// SPDX-License-Identifier: Apache-2.0
// SQL of sites and endpoints.
#include "centre/store/sites.h"

#include "centre/store/audit.h"
#include "centre/store/configs.h"
#include "centre/store/database.h"

namespace diemcau::centre {

Result<void> saveSites(Database& database, const std::vector<Site>& sites) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement insert(handle,
                             "INSERT INTO sites (code, name) VALUES (?, ?) ON CONFLICT (code) DO UPDATE SET "
                             "name = excluded.name WHERE name <> excluded.name");
    for (const Site& site : sites) {
      insert.bind(1, site.code);
      insert.bind(2, site.name);
      insert.exec();
      insert.reset();
    }
  });
}

Result<std::vector<Site>> loadSites(Database& database) {
  return database.attempt([](SQLite::Database& handle) {
    std::vector<Site> sites;
    SQLite::Statement query(handle, "SELECT code, name FROM sites ORDER BY code");
    while (query.executeStep()) sites.push_back({query.getColumn(0).getString(), query.getColumn(1).getString()});
    return sites;
  });
}

Result<std::optional<Site>> findSite(Database& database, const std::string& code) {
  return database.attempt([&](SQLite::Database& handle) -> std::optional<Site> {
    SQLite::Statement query(handle, "SELECT name FROM sites WHERE code = ?");
    query.bind(1, code);
    if (!query.executeStep()) return std::nullopt;
    return Site{code, query.getColumn(0).getString()};
  });
}

void insertEndpoint(SQLite::Database& handle, const EndpointRecord& endpoint) {
  SQLite::Statement insert(handle,
                           "INSERT INTO endpoints (id, site_code, key_id, certificate_expires_at, uplink_host, "
                           "srt_passphrase, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, endpoint.id);
  insert.bind(2, endpoint.site_code);
  insert.bind(3, endpoint.key_id);
  insert.bind(4, toColumn(endpoint.certificate_expires_at));
  insert.bind(5, endpoint.uplink_host);
  insert.bind(6, endpoint.srt_passphrase);
  insert.bind(7, toColumn(endpoint.created_at));
  insert.exec();
}

Result<void> addEndpoint(Database& database, const EndpointRecord& endpoint, const ConfigRecord& config,
                         const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    insertEndpoint(handle, endpoint);
    insertConfig(handle, config);
    insertAudit(handle, audit);
  });
}

std::vector<EndpointRecord> selectEndpoints(SQLite::Database& handle) {
  std::vector<EndpointRecord> endpoints;
  SQLite::Statement query(handle,
                          "SELECT id, site_code, key_id, certificate_expires_at, uplink_host, srt_passphrase, "
                          "created_at, revoked_at, srt_key, next_srt_key, next_srt_passphrase FROM endpoints "
                          "ORDER BY id");
  while (query.executeStep()) {
    endpoints.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(), query.getColumn(2).getString(),
                         timeFrom(query.getColumn(3)), query.getColumn(4).getString(), query.getColumn(5).getString(),
                         timeFrom(query.getColumn(6)), std::nullopt});
    EndpointRecord& endpoint = endpoints.back();
    if (!query.isColumnNull(7)) endpoint.revoked_at = timeFrom(query.getColumn(7));
    endpoint.srt_key = static_cast<std::uint64_t>(query.getColumn(8).getInt64());
    if (query.isColumnNull(9)) continue;
    endpoint.next_srt = {static_cast<std::uint64_t>(query.getColumn(9).getInt64()), query.getColumn(10).getString()};
  }
  return endpoints;
}

Result<std::vector<EndpointRecord>> loadEndpoints(Database& database) { return database.attempt(selectEndpoints); }

}  // namespace diemcau::centre
