// SPDX-License-Identifier: Apache-2.0
// Files that nobody but their owner may read.
#include "daemon/agent/identity/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "contract/unique_fd.h"

namespace diemcau::agent {
namespace {

std::unexpected<Error> systemError(std::string_view code, const std::filesystem::path& file) {
  return fail("file", code, file.string() + ": " + std::strerror(errno));
}

}  // namespace

// Straight into what is wiped: no buffer in between keeps a copy.
Result<Secret> readPrivateFile(const std::filesystem::path& file, std::size_t limit) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return systemError(errno == ENOENT ? "not_found" : "not_readable", file);
  struct stat facts{};
  if (::fstat(fd.get(), &facts) != 0) return systemError("not_readable", file);
  if (!S_ISREG(facts.st_mode)) return fail("file", "not_found", file.string() + " is no file");
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fail("identity", "key_exposed", file.filename().string() + " is not 0600");
  }
  if (static_cast<std::size_t>(facts.st_size) > limit) return fail("file", "too_large", file.string());
  Secret bytes(static_cast<std::size_t>(facts.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return systemError("not_readable", file);
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace diemcau::agent
