// SPDX-License-Identifier: Apache-2.0
// SQL of passphrases that are being replaced.
#include "centre/store/passphrases.h"

#include <string_view>

#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {
namespace {

// The code of what is wrong with it; empty: nothing.
std::string_view obstacleTo(SQLite::Database& handle, const std::string& endpoint) {
  SQLite::Statement query(handle, "SELECT revoked_at, next_srt_key FROM endpoints WHERE id = ?");
  query.bind(1, endpoint);
  if (!query.executeStep()) return "endpoint_unknown";
  if (!query.isColumnNull(0)) return "revoked";
  return query.isColumnNull(1) ? "" : "being_replaced";
}

Result<void> endWith(Database& database, const char* sql, const std::string& endpoint, std::uint64_t number,
                     const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement update(handle, sql);
    update.bind(1, endpoint);
    update.bind(2, static_cast<std::int64_t>(number));
    if (update.exec() > 0) insertAudit(handle, audit);
  });
}

}  // namespace

Result<void> addNextPassphrase(Database& database, const std::string& endpoint, const SrtKey& next,
                               const AuditRecord& audit) {
  std::string_view obstacle;
  auto done = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    obstacle = obstacleTo(handle, endpoint);
    if (!obstacle.empty()) return;
    SQLite::Statement update(handle, "UPDATE endpoints SET next_srt_key = ?, next_srt_passphrase = ? WHERE id = ?");
    update.bind(1, static_cast<std::int64_t>(next.number));
    update.bind(2, next.passphrase);
    update.bind(3, endpoint);
    update.exec();
    insertAudit(handle, audit);
  });
  if (done && !obstacle.empty()) return fail("passphrase", obstacle, endpoint);
  return done;
}

Result<std::uint64_t> nextPassphraseNumber(Database& database, const std::string& endpoint) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle,
                            "SELECT max(coalesce((SELECT max(version) FROM configs WHERE endpoint = endpoints.id), 0), "
                            "srt_key) + 1 FROM endpoints WHERE id = ?");
    query.bind(1, endpoint);
    return query.executeStep() ? static_cast<std::uint64_t>(query.getColumn(0).getInt64()) : 1;
  });
}

Result<void> takeNextPassphrase(Database& database, const std::string& endpoint, std::uint64_t number,
                                const AuditRecord& audit) {
  return endWith(database,
                 "UPDATE endpoints SET srt_key = next_srt_key, srt_passphrase = next_srt_passphrase, "
                 "next_srt_key = NULL, next_srt_passphrase = NULL WHERE id = ? AND next_srt_key = ?",
                 endpoint, number, audit);
}

Result<void> dropNextPassphrase(Database& database, const std::string& endpoint, std::uint64_t number,
                                const AuditRecord& audit) {
  return endWith(database,
                 "UPDATE endpoints SET next_srt_key = NULL, next_srt_passphrase = NULL "
                 "WHERE id = ? AND next_srt_key = ?",
                 endpoint, number, audit);
}

}  // namespace diemcau::centre
