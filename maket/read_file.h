// SPDX-License-Identifier: Apache-2.0
// Whole files of a template, bounded.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace diemcau::maket {

// Nothing where the file is missing, unreadable, not a regular file or longer than `limit` bytes.
[[nodiscard]] std::optional<std::string> readFile(const std::filesystem::path& path, std::size_t limit);

}  // namespace diemcau::maket
