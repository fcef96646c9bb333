// SPDX-License-Identifier: Apache-2.0
// Files that are either the old or the new content, never half of it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::base {

// Durable: survives a power cut after the return (fsync of file and directory). Volatile: replaced
// in one step but not flushed, for pictures and the like.
enum class Durability { Durable, Volatile };

// Writes beside `path` and renames over it. Errors: file.not_written with the system's reason.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, mode_t mode,
                                               Durability durability);

// Reads a whole file of at most `limit` bytes.
// Errors: file.not_found, file.not_readable, file.too_large.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit);

}  // namespace diemcau::base
