// SPDX-License-Identifier: Apache-2.0
// A power cut at a chosen step of what changes the disk, by ld's --wrap.
#include "tests/support/power_cut.h"

#include <sys/stat.h>
#include <unistd.h>

#include <map>

namespace {

int steps_left = -1;  // negative: the power stays

std::map<ino_t, std::size_t>& flushed() {
  static std::map<ino_t, std::size_t> bytes;
  return bytes;
}

void noteFlush(int fd) {
  struct stat found{};
  if (steps_left >= 0 && ::fstat(fd, &found) == 0) flushed()[found.st_ino] = static_cast<std::size_t>(found.st_size);
}

void step() {
  if (steps_left == 0) ::_exit(diemcau::test::kPowerCut);
  if (steps_left > 0) --steps_left;
}

}  // namespace

namespace diemcau::test {

void cutPowerAfter(int steps) {
  steps_left = steps;
  flushed().clear();
}

std::optional<std::size_t> flushedBytes(const std::filesystem::path& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  const auto at = flushed().find(found.st_ino);
  return at == flushed().end() ? std::nullopt : std::optional(at->second);
}

}  // namespace diemcau::test

extern "C" {
ssize_t __real_write(int fd, const void* bytes, size_t size);
int __real_fsync(int fd);
int __real_fdatasync(int fd);
int __real_rename(const char* from, const char* to);

ssize_t __wrap_write(int fd, const void* bytes, size_t size);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_rename(const char* from, const char* to);

ssize_t __wrap_write(int fd, const void* bytes, size_t size) {
  if (steps_left < 0) return __real_write(fd, bytes, size);
  step();
  const ssize_t half = __real_write(fd, bytes, (size + 1) / 2);
  step();
  return half;
}
int __wrap_fsync(int fd) {
  step();
  const int result = __real_fsync(fd);
  noteFlush(fd);
  step();
  return result;
}
int __wrap_fdatasync(int fd) {
  step();
  const int result = __real_fdatasync(fd);
  noteFlush(fd);
  step();
  return result;
}
int __wrap_rename(const char* from, const char* to) {
  step();
  const int result = __real_rename(from, to);
  step();
  return result;
}
}
