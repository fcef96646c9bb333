// SPDX-License-Identifier: Apache-2.0
// Bounded reading through the standard library.
#include "maket/read_file.h"

#include <fstream>
#include <system_error>

namespace diemcau::maket {

std::optional<std::string> readFile(const std::filesystem::path& path, std::size_t limit) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return std::nullopt;
  const std::uintmax_t size = std::filesystem::file_size(path, error);
  if (error || size > limit) return std::nullopt;
  std::ifstream file(path, std::ios::binary);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) return std::nullopt;
  return bytes;
}

}  // namespace diemcau::maket
