// SPDX-License-Identifier: Apache-2.0
// A lock file and flock(2).
#include "centre/files/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "centre/files/atomic_file.h"

namespace diemcau::centre {

DirectoryLock::DirectoryLock(const std::filesystem::path& path)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kSecretFile)) {
  while (fd_.valid() && ::flock(fd_.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
}

}  // namespace diemcau::centre
