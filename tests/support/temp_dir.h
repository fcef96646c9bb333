// SPDX-License-Identifier: Apache-2.0
// A directory of a test's own, gone with the object.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace diemcau::test {

class TempDir {
 public:
  // A new empty directory with a short path (sockets live in it), mode 0700. The test fails if there is none.
  TempDir();
  // Removes it with all that is in it.
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::filesystem::path operator/(const TempDir& dir, const std::filesystem::path& name) {
  return dir.path() / name;
}

// Whole files, binary; the test fails if they cannot be read or written.
[[nodiscard]] std::string readWhole(const std::filesystem::path& file);
void writeWhole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace diemcau::test
