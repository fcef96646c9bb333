// SPDX-License-Identifier: Apache-2.0
// Files that are either the old or the new content, never half of it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::centre {

// Modes of the data directory: keys and passphrases are their owner's alone.
inline constexpr mode_t kSecretFile = 0600;
inline constexpr mode_t kPublicFile = 0644;
inline constexpr mode_t kSecretDirectory = 0700;

// Writes beside `path`, flushes, renames over it and flushes the directory.
// Error: file.not_written with the system's reason.
[[nodiscard]] Result<void> writeFileDurably(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

// Reads a whole file of at most `limit` bytes. Errors: file.not_found, file.not_readable, file.too_large.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit);

// Makes the directory and its parents; an existing one keeps its content and gets `mode`.
// Error: file.not_written.
[[nodiscard]] Result<void> makeDirectory(const std::filesystem::path& path, mode_t mode);

// Bytes that an ordinary user may still write where `path` is. Error: file.not_readable.
[[nodiscard]] Result<std::uint64_t> freeBytes(const std::filesystem::path& path);

}  // namespace diemcau::centre
