// SPDX-License-Identifier: Apache-2.0
// Durable replacement of files, by write, fsync, rename, fsync of the directory.
#include "centre/files/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "contract/unique_fd.h"

namespace diemcau::centre {
namespace {

std::string reason(const std::filesystem::path& path) { return path.string() + ": " + std::strerror(errno); }

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<void> writeFileDurably(const std::filesystem::path& path, std::string_view bytes, mode_t mode) {
  std::string temporary = path.string() + ".XXXXXX";
  UniqueFd file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return fail("file", "not_written", reason(path));
  const bool stored = ::fchmod(file.get(), mode) == 0 && writeAll(file.get(), bytes) && ::fsync(file.get()) == 0 &&
                      ::close(file.release()) == 0 && ::rename(temporary.c_str(), path.c_str()) == 0;
  if (!stored) {
    auto error = fail("file", "not_written", reason(path));
    ::unlink(temporary.c_str());
    return error;
  }
  const std::string directory = path.has_parent_path() ? path.parent_path().string() : ".";
  const UniqueFd parent(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid() || ::fsync(parent.get()) != 0) return fail("file", "not_written", reason(directory));
  return {};
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t limit) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return fail("file", errno == ENOENT ? "not_found" : "not_readable", reason(path));
  std::string bytes;
  std::array<char, 16384> part{};
  for (;;) {
    const ssize_t count = ::read(file.get(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail("file", "not_readable", reason(path));
    if (count == 0) return bytes;
    if (bytes.size() + static_cast<std::size_t>(count) > limit) return fail("file", "too_large", path.string());
    bytes.append(part.data(), static_cast<std::size_t>(count));
  }
}

Result<void> makeDirectory(const std::filesystem::path& path, mode_t mode) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return fail("file", "not_written", path.string() + ": " + error.message());
  if (::chmod(path.c_str(), mode) != 0) return fail("file", "not_written", reason(path));
  return {};
}

Result<std::uint64_t> freeBytes(const std::filesystem::path& path) {
  struct statvfs system{};
  if (::statvfs(path.c_str(), &system) != 0) return fail("file", "not_readable", reason(path));
  return static_cast<std::uint64_t>(system.f_bavail) * system.f_frsize;
}

}  // namespace diemcau::centre
