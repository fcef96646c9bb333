// SPDX-License-Identifier: Apache-2.0
// A program started by the launcher, that never outlives it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::launcher {

struct Command {
  std::string name;               // "media": of its log and in pids.json
  std::vector<std::string> argv;  // the program first; searched in PATH when it has no slash
};

// What a supervisor tells the program it starts: sd_notify(3), sd_listen_fds(3).
struct Inheritance {
  std::string notify_socket;
  std::vector<int> descriptors;  // borrowed; copies of them are the child's, from 3 on
  std::string names;             // theirs, with colons in between
};

// Starts it with both output streams appended to `log`. The kernel kills it when the launcher's main
// thread ends, however that happens (PR_SET_PDEATHSIG); to be called from that thread alone.
// Errors: launcher.not_started (no process, or no copy of a descriptor), launcher.log_not_opened. A program that is not
// there shows as a child that ends with 127 at once.
[[nodiscard]] Result<pid_t> startChild(const Command& command, const std::filesystem::path& log,
                                       const std::optional<Inheritance>& inherited = std::nullopt);

}  // namespace diemcau::launcher
