// SPDX-License-Identifier: Apache-2.0
// GLib's main loop, turned by the test that waits for something.
#pragma once

#include <glib.h>

#include <chrono>
#include <functional>

#include "tests/support/wait_for.h"

namespace diemcau::test {

// Does what is due now.
inline void turnMainLoop() {
  while (g_main_context_iteration(nullptr, FALSE) != FALSE) continue;
}

// As waitFor(), with the loop turned before each look.
[[nodiscard]] inline bool waitInMainLoop(std::chrono::milliseconds bound, const std::function<bool()>& holds) {
  return waitFor(bound, [&holds] {
    turnMainLoop();
    return holds();
  });
}

}  // namespace diemcau::test
