// SPDX-License-Identifier: Apache-2.0
// SQL of the audit log.
#include "centre/store/audit.h"

#include "centre/store/database.h"

namespace diemcau::centre {

void insertAudit(SQLite::Database& handle, const AuditRecord& audit) {
  SQLite::Statement insert(handle,
                           "INSERT INTO audit (at, actor, address, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)");
  insert.bind(1, toColumn(audit.at));
  insert.bind(2, audit.actor);
  insert.bind(3, audit.address);
  insert.bind(4, audit.action);
  insert.bind(5, audit.subject);
  insert.bind(6, audit.detail);
  insert.exec();
}

Result<void> addAudit(Database& database, const AuditRecord& audit) {
  return database.transact(Flush::Durable, [&](SQLite::Database& handle) { insertAudit(handle, audit); });
}

}  // namespace diemcau::centre
