// SPDX-License-Identifier: Apache-2.0
// One picture fading into another.
#pragma once

#include <functional>

#include "daemon/screen/display.h"

namespace diemcau::screen {

// Gives `put` some sixty pictures a second that stand between the two, and at the end `to`. Waits in between. Errors:
// those of `put`, which ends it.
[[nodiscard]] Result<void> fadeOver(const Fade& fade, const maket::Picture& to,
                                    const std::function<Result<void>(const maket::Picture&)>& put);

}  // namespace diemcau::screen
