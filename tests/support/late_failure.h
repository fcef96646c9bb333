// SPDX-License-Identifier: Apache-2.0
// A failure that is found where nothing may throw, in a destructor: the runner fails the test once its body has ended.
#pragma once

#include <string>

namespace diemcau::test {

// On the test's own thread.
void failLater(std::string message);

}  // namespace diemcau::test
