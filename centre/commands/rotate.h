// SPDX-License-Identifier: Apache-2.0
// `diemcau-centre rotate`: another passphrase for streams.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Beside the running centre, which brings it to the endpoints (fleet/passphrases.h); without one the next one does.
// Prints how many. What is refused is in the audit log. Errors: usage.*, passphrase.*, store.*.
[[nodiscard]] Result<void> runRotate(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
