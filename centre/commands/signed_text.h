// SPDX-License-Identifier: Apache-2.0
// What an envelope holds, in words for whoever is to sign it. Nothing secret is among them.
#pragma once

#include <string>

#include "contract/envelope.h"
#include "contract/result.h"
#include "contract/trust_root.h"

namespace diemcau::centre {

[[nodiscard]] std::string inWords(const TrustRoot& root);

// Of a Config or a trust root, and by which keys it is signed. Errors: sign.type_unknown (nobody should sign what
// cannot be told), document.*.
[[nodiscard]] Result<std::string> inWords(const Envelope& envelope);

}  // namespace diemcau::centre
