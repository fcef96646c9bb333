// SPDX-License-Identifier: Apache-2.0
// The message bus of one launcher: what the system bus is on the box.
#pragma once

#include <filesystem>
#include <string>

#include "contract/result.h"
#include "daemon/base/clock.h"
#include "daemon/launcher/child.h"

namespace diemcau::launcher {

// A dbus-daemon that starts no services, open to this user alone. Its socket stands in a directory of
// its own under /tmp, because a socket's path may have 107 bytes and --run may be deep.
class PrivateBus {
 public:
  // Writes the bus's configuration to `run`. Errors: launcher.bus_not_started, file.not_written.
  [[nodiscard]] static Result<PrivateBus> prepare(const std::filesystem::path& run);
  PrivateBus(PrivateBus&& other) noexcept;
  PrivateBus& operator=(PrivateBus&&) = delete;
  // Removes the socket's directory.
  ~PrivateBus();

  [[nodiscard]] Command command() const;
  [[nodiscard]] const std::string& address() const { return address_; }
  // For sockets of the launcher's own: this user's alone, with a short name.
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  // Waits until it takes connections. Error: launcher.bus_not_started, after five seconds.
  [[nodiscard]] Result<void> waitReady(const base::Clock& clock) const;

 private:
  PrivateBus(std::filesystem::path directory, std::filesystem::path configuration);

  std::filesystem::path directory_;
  std::filesystem::path configuration_;
  std::filesystem::path socket_;
  std::string address_;
};

}  // namespace diemcau::launcher
