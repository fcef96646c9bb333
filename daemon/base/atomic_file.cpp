// SPDX-License-Identifier: Apache-2.0
// Write beside, flush, rename.
#include "daemon/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "contract/unique_fd.h"

namespace diemcau::base {
namespace {

std::unexpected<Error> systemError(std::string_view code, const std::filesystem::path& path, int error) {
  return fail("file", code, path.string() + ": " + std::strerror(error));
}

int writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int syncDirectory(const std::filesystem::path& directory) {
  const UniqueFd fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return errno;
  return 0;
}

}  // namespace

Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes, mode_t mode,
                                 Durability durability) {
  const std::filesystem::path directory = path.has_parent_path() ? path.parent_path() : ".";
  std::string beside = (directory / ("." + path.filename().string() + ".XXXXXX")).string();
  UniqueFd fd(::mkostemp(beside.data(), O_CLOEXEC));
  if (!fd.valid()) return systemError("not_written", path, errno);

  int error = ::fchmod(fd.get(), mode) != 0 ? errno : writeAll(fd.get(), bytes);
  if (error == 0 && durability == Durability::Durable && ::fsync(fd.get()) != 0) error = errno;
  if (error == 0 && ::close(fd.release()) != 0) error = errno;
  if (error == 0 && ::rename(beside.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(beside.c_str());
    return systemError("not_written", path, error);
  }
  if (durability == Durability::Durable) error = syncDirectory(directory);
  if (error != 0) return systemError("not_written", path, error);
  return {};
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd.valid()) return systemError(errno == ENOENT ? "not_found" : "not_readable", path, errno);
  std::string bytes;
  char block[16384];
  for (;;) {
    const ssize_t got = ::read(fd.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return systemError("not_readable", path, errno);
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(got) > limit) {
      return fail("file", "too_large", path.string() + ": more than " + std::to_string(limit) + " bytes");
    }
    bytes.append(block, static_cast<std::size_t>(got));
  }
}

}  // namespace diemcau::base
