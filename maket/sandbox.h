// SPDX-License-Identifier: Apache-2.0
// What a process gives up before it decodes a picture that somebody uploaded.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "contract/result.h"

namespace diemcau::maket {

using Directories = std::vector<std::filesystem::path>;

// With all that is below them; nothing: what the user may.
struct SandboxRules {
  std::optional<Directories> writable{};
  std::optional<Directories> readable{};  // what is not there is left out
};

// For good, and for each thread that is started later; call it before there is one. From then on the process starts no
// program and looks into no other one, has no network but sockets of this machine (AF_UNIX, AF_NETLINK), and opens
// files as the rules say; what is open stays. seccomp(2), landlock(7).
// Errors: sandbox.not_set, what the kernel lacks; what it has is in force.
[[nodiscard]] Result<void> enterSandbox(const SandboxRules& rules);

}  // namespace diemcau::maket
