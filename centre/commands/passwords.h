// SPDX-License-Identifier: Apache-2.0
// The commands `set-password` and `one-time-password`, and the password that `serve` prints.
#pragma once

#include <span>
#include <string>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

class Database;

// Errors of both: usage.*, file.*, store.*.
[[nodiscard]] Result<void> runSetPassword(std::span<const char* const> arguments, const Clock& clock);
[[nodiscard]] Result<void> runOneTimePassword(std::span<const char* const> arguments, const Clock& clock);

// A new password that logs in once within a day; only its hash is kept. Error: store.*.
[[nodiscard]] Result<std::string> makeOneTimePassword(Database& database, Timestamp now);

}  // namespace diemcau::centre
