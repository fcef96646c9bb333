// SPDX-License-Identifier: Apache-2.0
// A power cut at a chosen step of what changes the disk: before and after each write, fsync, fdatasync and rename, and
// in the middle of each write. For a forked child of a test that is linked to diemcau_power_cut.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

namespace diemcau::test {

// The exit status of a process whose power went.
inline constexpr int kPowerCut = 99;

// The power of this process goes after `steps` further steps: _exit(kPowerCut), as abruptly.
void cutPowerAfter(int steps);

// How long that file was when it was flushed last since then; of a directory: its names were. Nothing: never.
[[nodiscard]] std::optional<std::size_t> flushedBytes(const std::filesystem::path& path);

}  // namespace diemcau::test
