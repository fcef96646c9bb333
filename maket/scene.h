// SPDX-License-Identifier: Apache-2.0
// What a room's screen is to show, as a document: the endpoint draws it, the centre previews it.
#pragma once

#include <optional>

#include "contract/config.h"
#include "maket/document.h"

namespace diemcau::maket {

// With the urgent line over it. Nothing for scene setup and for a makét without words: what the screen says then is
// the room's own.
[[nodiscard]] std::optional<Document> documentOf(const ScreenConfig& screen, const Site& site);

}  // namespace diemcau::maket
