// SPDX-License-Identifier: Apache-2.0
// The commands `new-key` and `sign`: keys and signatures on a machine that need not be the centre's.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// A key in --out (0600), its public half beside it in --out.pub; prints its id. Errors: usage.*, crypto.*, file.*,
// sign.file_there.
[[nodiscard]] Result<void> runNewKey(std::span<const char* const> arguments, const Clock& clock);

// Tells what the envelope or the signing batch --in holds, and writes it to --out with a signature by --key, of a batch
// with one on each of its Configs. Errors: usage.*, file.*, document.*, crypto.*, sign.type_unknown, batch.*.
[[nodiscard]] Result<void> runSign(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
