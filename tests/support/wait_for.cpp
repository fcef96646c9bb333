// SPDX-License-Identifier: Apache-2.0
// Polls on the steady clock.
#include "tests/support/wait_for.h"

#include <thread>

namespace diemcau::test {

bool waitFor(std::chrono::milliseconds bound, const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + bound;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= deadline) return holds();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace diemcau::test
