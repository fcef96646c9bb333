// SPDX-License-Identifier: Apache-2.0
// The command `audit`: the audit log for others to read and keep.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Prints a line of JSON for each row; with --verify only how many there are and the last digest, to be kept elsewhere.
// May run beside `serve`. Errors: usage.*, store.*; audit.changed when a row is not as it was written, also without
// --verify.
[[nodiscard]] Result<void> runAudit(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
