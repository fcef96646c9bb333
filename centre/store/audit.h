// SPDX-License-Identifier: Apache-2.0
// Who did what, when and from where.
#pragma once

#include "centre/store/records.h"
#include "contract/result.h"

namespace SQLite {
class Database;
}

namespace diemcau::centre {

class Database;

[[nodiscard]] Result<void> addAudit(Database& database, const AuditRecord& audit);

// Inside a transaction of store/; throws.
void insertAudit(SQLite::Database& handle, const AuditRecord& audit);

}  // namespace diemcau::centre
