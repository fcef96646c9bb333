// SPDX-License-Identifier: Apache-2.0
// Whether enough keys of a role of the trust root have signed an envelope, as endpoints judge it.
#pragma once

#include <cstddef>

#include "contract/envelope.h"
#include "contract/result.h"
#include "contract/trust_root.h"

namespace diemcau::centre {

// Distinct keys of `role` whose signatures hold. Errors: signature.invalid (one of them does not, and the others are
// too few), signature.key_unknown (none is by a key of the role), signature.threshold_not_met.
[[nodiscard]] Result<std::size_t> signersOf(const Envelope& envelope, const TrustRoot& root, const TrustRole& role);

}  // namespace diemcau::centre
