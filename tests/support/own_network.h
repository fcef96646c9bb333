// SPDX-License-Identifier: Apache-2.0
// A network of a test's own, which can be taken away.
#pragma once

namespace diemcau::test {

// Gives the process a network namespace with nothing but loopback in it, for all that it starts. Only a process of one
// thread can, so it comes first in main(). False: not here.
bool takeOwnNetwork();
[[nodiscard]] bool hasOwnNetwork();

// Until its end loopback is down, as when a cable is pulled: no address answers, and there is no way anywhere. The test
// fails where that cannot be done.
class NetworkCut {
 public:
  NetworkCut();
  ~NetworkCut();
  NetworkCut(const NetworkCut&) = delete;
  NetworkCut& operator=(const NetworkCut&) = delete;
};

}  // namespace diemcau::test
