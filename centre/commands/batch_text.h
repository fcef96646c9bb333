// SPDX-License-Identifier: Apache-2.0
// What a signing batch holds, in words for whoever is to sign it. Nothing secret is among them.
#pragma once

#include <string>

#include "contract/result.h"
#include "contract/signing_batch.h"

namespace diemcau::centre {

// How many rooms, which versions, what changes in all of them alike and in each by itself, and who has signed. What
// changes is told from the Configs that are signed: against the way back, not against what the file says of itself.
// Errors: document.*, batch.* (nobody should sign what cannot be told).
[[nodiscard]] Result<std::string> inWords(const SigningBatch& batch);

}  // namespace diemcau::centre
