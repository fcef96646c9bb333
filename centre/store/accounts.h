// SPDX-License-Identifier: Apache-2.0
// Operators' accounts, one-time passwords and sessions in the store. Only hashes of secrets are kept.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// Sets an account's password (hash by password_hash.h) and ends all its sessions.
[[nodiscard]] Result<void> setPassword(Database& database, const std::string& account, const std::string& hash,
                                       const AuditRecord& audit);
[[nodiscard]] Result<std::optional<std::string>> passwordHash(Database& database, const std::string& account);

struct OneTimePassword {
  std::string sha256;  // of the password; enough, because it is random (80 bits)
  std::string account;
  Timestamp created_at{};
  Timestamp expires_at{};
};
[[nodiscard]] Result<void> addOneTimePassword(Database& database, const OneTimePassword& password,
                                              const AuditRecord& audit);

enum class OneTimeUse { Unknown, Taken, UsedBefore };
// Takes it if it is there, unused and not expired; at most one caller ever gets Taken.
[[nodiscard]] Result<OneTimeUse> takeOneTimePassword(Database& database, const std::string& sha256, Timestamp now);

// Expired ones are removed on the way.
[[nodiscard]] Result<void> addSession(Database& database, const SessionRecord& session, const AuditRecord& audit);
[[nodiscard]] Result<void> removeSession(Database& database, const std::string& token_sha256);
// Those that have not expired.
[[nodiscard]] Result<std::vector<SessionRecord>> loadSessions(Database& database, Timestamp now);

}  // namespace diemcau::centre
