// SPDX-License-Identifier: Apache-2.0
// The command `trust-root`: shows the newest, drafts the next, publishes it once it is signed.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// May run beside `serve`, which hands out what is published from then on. Errors: usage.*, file.*, document.*,
// crypto.*, trust_root.*, signature.*, store.*.
[[nodiscard]] Result<void> runTrustRoot(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
