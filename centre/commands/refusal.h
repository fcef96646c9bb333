// SPDX-License-Identifier: Apache-2.0
// What a command is refused is written down, as on the page.
#pragma once

#include "centre/store/records.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// `done`; a refusal stands in the audit log first, as that of `attempt`. Neither what was mistyped (usage.*) nor what
// the store failed at (store.*) is one. Error besides: store.*, where it cannot be written down.
[[nodiscard]] Result<void> noteRefusal(Database& database, const AuditRecord& attempt, Result<void> done);

}  // namespace diemcau::centre
