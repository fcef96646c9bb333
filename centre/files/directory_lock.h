// SPDX-License-Identifier: Apache-2.0
// Orders the processes that look for files below --data and make those that are not there.
#pragma once

#include <filesystem>

namespace diemcau::centre {

// Held from its construction, which waits for it, to its end.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::filesystem::path& path);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  [[nodiscard]] bool held() const { return fd_ >= 0; }

 private:
  int fd_;
};

}  // namespace diemcau::centre
