// SPDX-License-Identifier: Apache-2.0
// Orders the processes that look for files below --data and make those that are not there.
#pragma once

#include <filesystem>

#include "contract/unique_fd.h"

namespace diemcau::centre {

// Held from its construction, which waits for it, to its end.
class DirectoryLock {
 public:
  explicit DirectoryLock(const std::filesystem::path& path);
  [[nodiscard]] bool held() const { return fd_.valid(); }

 private:
  UniqueFd fd_;
};

}  // namespace diemcau::centre
