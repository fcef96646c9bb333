// SPDX-License-Identifier: Apache-2.0
// SQL of Config versions. SQLite's integers are signed: a version beyond 2^63 - 1 is never issued.
#include "centre/store/configs.h"

#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

ConfigVersion versionFrom(SQLite::Statement& row) {
  ConfigVersion version;
  version.version = static_cast<std::uint64_t>(row.getColumn(0).getInt64());
  version.issued_at = timeFrom(row.getColumn(1));
  version.expires_at = timeFrom(row.getColumn(2));
  version.author = row.getColumn(3).getString();
  if (!row.isColumnNull(4)) version.applied_at = timeFrom(row.getColumn(4));
  if (!row.isColumnNull(5)) version.applied_after_ms = row.getColumn(5).getInt64();
  return version;
}

std::optional<ConfigRecord> recordFrom(SQLite::Statement& query, const std::string& endpoint) {
  if (!query.executeStep()) return std::nullopt;
  return ConfigRecord{endpoint, versionFrom(query), query.getColumn(6).getString(), query.getColumn(7).getString()};
}

}  // namespace

void insertConfig(SQLite::Database& handle, const ConfigRecord& config) {
  SQLite::Statement insert(handle,
                           "INSERT INTO configs (endpoint, version, issued_at, expires_at, author, body, envelope) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(1, config.endpoint);
  insert.bind(2, static_cast<std::int64_t>(config.version.version));
  insert.bind(3, toColumn(config.version.issued_at));
  insert.bind(4, toColumn(config.version.expires_at));
  insert.bind(5, config.version.author);
  insert.bind(6, config.body);
  insert.bind(7, config.envelope);
  insert.exec();
}

Result<void> addConfig(Database& database, const ConfigRecord& config, const AuditRecord& audit,
                       const std::optional<RolloutMark>& mark) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    insertConfig(handle, config);
    if (mark) updateRolloutTarget(handle, *mark);
    insertAudit(handle, audit);
  });
}

Result<std::optional<ConfigRecord>> newestConfig(Database& database, const std::string& endpoint) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle,
                            "SELECT version, issued_at, expires_at, author, applied_at, applied_after_ms, body, "
                            "envelope FROM configs WHERE endpoint = ? ORDER BY version DESC LIMIT 1");
    query.bind(1, endpoint);
    return recordFrom(query, endpoint);
  });
}

Result<std::optional<ConfigRecord>> findConfig(Database& database, const std::string& endpoint, std::uint64_t version) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle,
                            "SELECT version, issued_at, expires_at, author, applied_at, applied_after_ms, body, "
                            "envelope FROM configs WHERE endpoint = ? AND version = ?");
    query.bind(1, endpoint);
    query.bind(2, static_cast<std::int64_t>(version));
    return recordFrom(query, endpoint);
  });
}

Result<std::optional<std::string>> newestBodyAt(Database& database, const std::string& site_code) {
  return database.attempt([&](SQLite::Database& handle) -> std::optional<std::string> {
    SQLite::Statement query(handle,
                            "SELECT body FROM configs WHERE endpoint IN (SELECT id FROM endpoints WHERE site_code = ?) "
                            "ORDER BY issued_at DESC, version DESC LIMIT 1");
    query.bind(1, site_code);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

Result<std::optional<Timestamp>> firstPushAfter(Database& database, const std::string& endpoint, Timestamp time) {
  return database.attempt([&](SQLite::Database& handle) -> std::optional<Timestamp> {
    SQLite::Statement query(handle, "SELECT min(issued_at) FROM configs WHERE endpoint = ? AND issued_at > ?");
    query.bind(1, endpoint);
    query.bind(2, toColumn(time));
    if (!query.executeStep() || query.isColumnNull(0)) return std::nullopt;
    return timeFrom(query.getColumn(0));
  });
}

Result<std::vector<ConfigVersion>> listConfigs(Database& database, const std::string& endpoint) {
  return database.attempt([&](SQLite::Database& handle) {
    std::vector<ConfigVersion> versions;
    SQLite::Statement query(handle,
                            "SELECT version, issued_at, expires_at, author, applied_at, applied_after_ms FROM configs "
                            "WHERE endpoint = ? ORDER BY version DESC");
    query.bind(1, endpoint);
    while (query.executeStep()) versions.push_back(versionFrom(query));
    return versions;
  });
}

}  // namespace diemcau::centre
