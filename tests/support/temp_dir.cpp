// SPDX-License-Identifier: Apache-2.0
// mkdtemp and whole-file reading and writing.
#include "tests/support/temp_dir.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {

TempDir::TempDir() {
  std::string name = std::filesystem::temp_directory_path() / "diemcau-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) {
    failAt("mkdtemp " + name + ": " + std::strerror(errno), std::source_location::current());
  }
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
  if (error) std::fprintf(stderr, "%s stays behind: %s\n", path_.c_str(), error.message().c_str());
}

std::string readWhole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in.is_open()) failAt("cannot read " + file.string(), std::source_location::current());
  std::string bytes;
  std::array<char, 65536> chunk{};
  while (in.read(chunk.data(), chunk.size()) || in.gcount() > 0) {
    bytes.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) failAt("cannot read " + file.string(), std::source_location::current());
  return bytes;
}

void writeWhole(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) failAt("cannot write " + file.string(), std::source_location::current());
}

}  // namespace diemcau::test
