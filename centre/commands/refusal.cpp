// SPDX-License-Identifier: Apache-2.0
// Refusals of commands in the audit log.
#include "centre/commands/refusal.h"

#include "centre/store/audit.h"
#include "centre/store/database.h"

namespace diemcau::centre {

Result<void> noteRefusal(Database& database, const AuditRecord& attempt, Result<void> done) {
  if (done || done.error().domain == "store" || done.error().domain == "usage") return done;
  if (auto noted = addAudit(database, refusalOf(attempt, done.error().describe())); !noted) return noted;
  return done;
}

}  // namespace diemcau::centre
