// SPDX-License-Identifier: Apache-2.0
// Waiting for a condition with a bound: what tests do instead of sleeping.
#pragma once

#include <chrono>
#include <functional>

namespace diemcau::test {

// Asks every 20 ms, and a last time when the bound is over; whether it came to hold. A bound is there
// to end a broken test, not to measure: choose it far above what is usual. A predicate that turns an
// event loop (g_main_context_iteration) makes this a loop of its own.
[[nodiscard]] bool waitFor(std::chrono::milliseconds bound, const std::function<bool()>& holds);

}  // namespace diemcau::test
