// SPDX-License-Identifier: Apache-2.0
// A message bus of a test's own.
#pragma once

#include <string>

#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

// A dbus-daemon on a socket in `dir` (which must outlive it) that starts no services and lets everybody
// own and call everything. Ended with the object.
class PrivateBus {
 public:
  explicit PrivateBus(const TempDir& dir);

  // For --bus and DBUS_SESSION_BUS_ADDRESS; names are answered from the constructor's return on.
  [[nodiscard]] const std::string& address() const { return address_; }
  [[nodiscard]] Process& daemon() { return daemon_; }

 private:
  Process daemon_;
  std::string address_;
};

}  // namespace diemcau::test
