// SPDX-License-Identifier: Apache-2.0
// Who did what, when and from where: rows that are only added, each chained to the one before.
//
// The digest of a row is SHA-256, in hexadecimal digits, over netstrings ("5:hello,") of: the digest of the row before
// (empty for the first), id, time in milliseconds, actor, address, action, subject, detail. Who changes a row has to
// change all that follow; who cuts rows off the end is found by whoever wrote down the last digest.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "centre/store/records.h"
#include "contract/result.h"

namespace SQLite {
class Database;
}

namespace diemcau::centre {

class Database;

struct AuditEntry {
  std::int64_t id = 0;
  AuditRecord record;
  std::string sha256;  // empty: written before there was a chain
};
[[nodiscard]] std::string auditDigest(std::string_view before, const AuditEntry& entry);

// That `attempt` was refused, and why: "config.push_refused". What somebody sent may be long; a row is not.
[[nodiscard]] AuditRecord refusalOf(AuditRecord attempt, std::string_view why);

[[nodiscard]] Result<void> addAudit(Database& database, const AuditRecord& audit);
// Calls `take` with each row, the oldest first.
[[nodiscard]] Result<void> readAudit(Database& database, const std::function<void(const AuditEntry&)>& take);

// Takes rows as readAudit() gives them, and judges their chain.
class AuditChain {
 public:
  void add(const AuditEntry& entry);

  [[nodiscard]] std::int64_t rows() const { return rows_; }
  [[nodiscard]] const std::string& last() const { return last_; }
  // Error: audit.changed, with the id of the first row that is not as it was written.
  [[nodiscard]] Result<void> verdict() const;

 private:
  std::int64_t rows_ = 0;
  std::int64_t last_id_ = 0;
  std::int64_t changed_ = 0;  // id of a row; 0: none
  std::string last_;
};

// Inside a transaction of store/; throws.
void insertAudit(SQLite::Database& handle, const AuditRecord& audit);

}  // namespace diemcau::centre
