// SPDX-License-Identifier: Apache-2.0
// A network of a test's own, which can be taken away.
#pragma once

namespace diemcau::test {

// Gives the process a network namespace with nothing but loopback in it, for all that it starts. Only a process of one
// thread can, so it comes first in main(). False: not here.
bool takeOwnNetwork();
[[nodiscard]] bool hasOwnNetwork();

// Loopback goes down, as when a cable is pulled: no address answers, and there is no way anywhere. Or up again.
// The test fails where that cannot be done.
void setNetwork(bool up);

}  // namespace diemcau::test
