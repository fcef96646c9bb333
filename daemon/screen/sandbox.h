// SPDX-License-Identifier: Apache-2.0
// What the screen process gives up before it decodes a picture that somebody uploaded.
#pragma once

#include <filesystem>
#include <optional>

#include "contract/result.h"

namespace diemcau::screen {

// For good, and for each thread that is started later; call it before there is one. From then on the process starts no
// program and looks into no other one, has no network but sockets of this machine (AF_UNIX, AF_NETLINK), and, where
// `writable` is given, writes to that directory and to devices alone. seccomp(2), landlock(7).
// Errors: sandbox.not_set, what the kernel lacks; what it has is in force.
[[nodiscard]] Result<void> enterSandbox(const std::optional<std::filesystem::path>& writable);

}  // namespace diemcau::screen
