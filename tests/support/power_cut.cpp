// SPDX-License-Identifier: Apache-2.0
// A power cut at a chosen step of what changes the disk, by ld's --wrap.
#include "tests/support/power_cut.h"

#include <unistd.h>

namespace {

int steps_left = -1;  // negative: the power stays

void step() {
  if (steps_left == 0) ::_exit(diemcau::test::kPowerCut);
  if (steps_left > 0) --steps_left;
}

}  // namespace

namespace diemcau::test {

void cutPowerAfter(int steps) { steps_left = steps; }

}  // namespace diemcau::test

extern "C" {
ssize_t __real_write(int fd, const void* bytes, size_t size);
int __real_fsync(int fd);
int __real_rename(const char* from, const char* to);

ssize_t __wrap_write(int fd, const void* bytes, size_t size);
int __wrap_fsync(int fd);
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
