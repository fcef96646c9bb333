// SPDX-License-Identifier: Apache-2.0
// The command `serve`: the centre itself, until SIGTERM or SIGINT.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Errors: usage.*, file.*, crypto.*, store.*, gateway.*, http.not_listening, serve.running (another
// process serves the same data).
[[nodiscard]] Result<void> runServe(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
