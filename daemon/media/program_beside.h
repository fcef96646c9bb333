// SPDX-License-Identifier: Apache-2.0
// Programs that do for this one what does not belong into it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::media {

// What the program of that name, in the same folder as this one, writes when it gets this on its standard input. Blocks
// until it ends: it sees to that itself. Thread-safe. Error: program.not_started, program.crashed (of what it was
// doing: a signal of its own), program.failed.
[[nodiscard]] Result<std::vector<std::uint8_t>> runBeside(const std::string& program,
                                                          const std::vector<std::string>& arguments,
                                                          std::span<const std::uint8_t> input = {});

}  // namespace diemcau::media
