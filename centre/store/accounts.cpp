// SPDX-License-Identifier: Apache-2.0
// SQL of accounts, one-time passwords and sessions.
#include "centre/store/accounts.h"

#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {

Result<void> setPassword(Database& database, const std::string& account, const std::string& hash,
                         const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement replace(handle,
                              "INSERT OR REPLACE INTO accounts (name, password_hash, changed_at) VALUES (?, ?, ?)");
    replace.bind(1, account);
    replace.bind(2, hash);
    replace.bind(3, toColumn(audit.at));
    replace.exec();
    SQLite::Statement remove(handle, "DELETE FROM sessions WHERE account = ?");
    remove.bind(1, account);
    remove.exec();
    insertAudit(handle, audit);
  });
}

Result<std::optional<std::string>> passwordHash(Database& database, const std::string& account) {
  return database.attempt([&](SQLite::Database& handle) -> std::optional<std::string> {
    SQLite::Statement query(handle, "SELECT password_hash FROM accounts WHERE name = ?");
    query.bind(1, account);
    if (!query.executeStep()) return std::nullopt;
    return query.getColumn(0).getString();
  });
}

Result<void> addOneTimePassword(Database& database, const OneTimePassword& password, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement prune(handle, "DELETE FROM one_time_passwords WHERE expires_at < ?");
    prune.bind(1, toColumn(password.created_at));
    prune.exec();
    SQLite::Statement insert(
        handle, "INSERT INTO one_time_passwords (sha256, account, created_at, expires_at) VALUES (?, ?, ?, ?)");
    insert.bind(1, password.sha256);
    insert.bind(2, password.account);
    insert.bind(3, toColumn(password.created_at));
    insert.bind(4, toColumn(password.expires_at));
    insert.exec();
    insertAudit(handle, audit);
  });
}

Result<OneTimeUse> takeOneTimePassword(Database& database, const std::string& sha256, Timestamp now) {
  OneTimeUse use = OneTimeUse::Unknown;
  const auto taken = database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement query(handle, "SELECT used_at, expires_at FROM one_time_passwords WHERE sha256 = ?");
    query.bind(1, sha256);
    if (!query.executeStep() || timeFrom(query.getColumn(1)) < now) return;
    if (!query.isColumnNull(0)) {
      use = OneTimeUse::UsedBefore;
      return;
    }
    use = OneTimeUse::Taken;
    SQLite::Statement update(handle, "UPDATE one_time_passwords SET used_at = ? WHERE sha256 = ?");
    update.bind(1, toColumn(now));
    update.bind(2, sha256);
    update.exec();
  });
  if (!taken) return std::unexpected(taken.error());
  return use;
}

Result<void> addSession(Database& database, const SessionRecord& session, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement prune(handle, "DELETE FROM sessions WHERE expires_at <= ?");
    prune.bind(1, toColumn(session.since));
    prune.exec();
    SQLite::Statement insert(handle,
                             "INSERT INTO sessions (token_sha256, account, since, expires_at) VALUES (?, ?, ?, ?)");
    insert.bind(1, session.token_sha256);
    insert.bind(2, session.account);
    insert.bind(3, toColumn(session.since));
    insert.bind(4, toColumn(session.expires_at));
    insert.exec();
    insertAudit(handle, audit);
  });
}

Result<void> removeSession(Database& database, const std::string& token_sha256) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) {
    SQLite::Statement remove(handle, "DELETE FROM sessions WHERE token_sha256 = ?");
    remove.bind(1, token_sha256);
    remove.exec();
  });
}

Result<std::vector<SessionRecord>> loadSessions(Database& database, Timestamp now) {
  return database.attempt([&](SQLite::Database& handle) {
    SQLite::Statement query(handle,
                            "SELECT token_sha256, account, since, expires_at FROM sessions WHERE expires_at > ?");
    query.bind(1, toColumn(now));
    std::vector<SessionRecord> sessions;
    while (query.executeStep()) {
      sessions.push_back({query.getColumn(0).getString(), query.getColumn(1).getString(), timeFrom(query.getColumn(2)),
                          timeFrom(query.getColumn(3))});
    }
    return sessions;
  });
}

}  // namespace diemcau::centre
