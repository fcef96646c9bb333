// SPDX-License-Identifier: Apache-2.0
// An envelope as a part of another document, read and written in one way. For contract/ only.
#pragma once

#include "contract/envelope.h"
#include "contract/json_document.h"

namespace diemcau {

[[nodiscard]] Envelope readEnvelope(ObjectReader reader);
[[nodiscard]] OrderedJson toJson(const Envelope& envelope);

}  // namespace diemcau
