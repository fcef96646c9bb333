// SPDX-License-Identifier: Apache-2.0
// Preloaded (ld.so(8), LD_PRELOAD) into a program under measurement: gives it a camera that this machine lacks.
//
// DIEMCAU_BENCH_CAMERA is the device's path (a link to a character device that nobody else opens),
// DIEMCAU_BENCH_FRAMES the file of pictures, DIEMCAU_BENCH_FORMAT what they are: yuyv, nv12, mjpeg. The program itself
// is the one that is shipped: it calls open, ioctl, mmap, dup and close as always, and only for that one path they end
// here.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

#include "tests/bench/src/fake_camera.h"

namespace {

using diemcau::bench::FakeCamera;

struct Cameras {
  std::mutex mutex;
  std::map<int, std::shared_ptr<FakeCamera>> open;
  std::atomic<int> count{0};  // keeps every other file's calls from taking the lock
};

// Never destroyed: threads of the program may still call while it exits.
Cameras& cameras() {
  static auto* const all = new Cameras;
  return *all;
}

std::shared_ptr<FakeCamera> cameraOf(int fd) {
  Cameras& all = cameras();
  if (all.count == 0) return nullptr;
  const std::lock_guard lock(all.mutex);
  const auto found = all.open.find(fd);
  return found == all.open.end() ? nullptr : found->second;
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool isCamera(const char* path) {
  const char* const camera = std::getenv("DIEMCAU_BENCH_CAMERA");
  return camera != nullptr && path != nullptr && std::strcmp(path, camera) == 0;
}

void remember(int fd, std::shared_ptr<FakeCamera> camera) {
  Cameras& all = cameras();
  const std::lock_guard lock(all.mutex);
  all.open[fd] = std::move(camera);
  all.count = static_cast<int>(all.open.size());
}

void forget(int fd) {
  Cameras& all = cameras();
  if (all.count == 0) return;
  std::shared_ptr<FakeCamera> last;  // goes after the lock: a camera closes files of its own
  const std::lock_guard lock(all.mutex);
  const auto found = all.open.find(fd);
  if (found == all.open.end()) return;
  last = std::move(found->second);
  all.open.erase(found);
  all.count = static_cast<int>(all.open.size());
}

int openCamera(int flags) {
  const char* const frames = std::getenv("DIEMCAU_BENCH_FRAMES");
  const char* const name = std::getenv("DIEMCAU_BENCH_FORMAT");
  const auto* const format = diemcau::bench::cameraFormat(name != nullptr ? name : "");
  if (frames == nullptr || format == nullptr) {
    errno = ENODEV;
    return -1;
  }
  std::shared_ptr<FakeCamera> camera = FakeCamera::open(*format, frames, flags);
  if (!camera) return -1;
  const int fd = camera->fd();
  remember(fd, std::move(camera));
  return fd;
}

using Open = int(const char*, int, ...);
using OpenAt = int(int, const char*, int, ...);

int openNext(const char* path, int flags, mode_t mode) {
  static auto* const real = next<Open>("open");
  return isCamera(path) ? openCamera(flags) : real(path, flags, mode);
}

int openNextAt(int directory, const char* path, int flags, mode_t mode) {
  static auto* const real = next<OpenAt>("openat");
  return isCamera(path) ? openCamera(flags) : real(directory, path, flags, mode);
}

mode_t modeIn(int flags, std::va_list arguments) {
  return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(arguments, mode_t) : mode_t{0};
}

}  // namespace

// The names are glibc's; __open_2 and __open64_2 are what open becomes in a program built with _FORTIFY_SOURCE.
extern "C" {

int open(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = modeIn(flags, arguments);
  va_end(arguments);
  return openNext(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = modeIn(flags, arguments);
  va_end(arguments);
  return openNext(path, flags, mode);
}

int openat(int directory, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = modeIn(flags, arguments);
  va_end(arguments);
  return openNextAt(directory, path, flags, mode);
}

int openat64(int directory, const char* path, int flags, ...) {
  std::va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = modeIn(flags, arguments);
  va_end(arguments);
  return openNextAt(directory, path, flags, mode);
}

int __open_2(const char* path, int flags) { return openNext(path, flags, 0); }
int __open64_2(const char* path, int flags) { return openNext(path, flags, 0); }

int ioctl(int fd, unsigned long request, ...) {
  std::va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  static auto* const real = next<int(int, unsigned long, ...)>("ioctl");
  if (const auto camera = cameraOf(fd)) return camera->control(request, argument);
  return real(fd, request, argument);
}

void* mmap(void* address, std::size_t length, int protection, int flags, int fd, off_t offset) {
  static auto* const real = next<void*(void*, std::size_t, int, int, int, off_t)>("mmap");
  if (fd >= 0) {
    if (const auto camera = cameraOf(fd)) return camera->map(address, length, protection, flags, offset);
  }
  return real(address, length, protection, flags, fd, offset);
}

void* mmap64(void* address, std::size_t length, int protection, int flags, int fd, off64_t offset) {
  return mmap(address, length, protection, flags, fd, offset);
}

int dup(int fd) {
  static auto* const real = next<int(int)>("dup");
  const int copy = real(fd);
  if (copy >= 0) {
    if (auto camera = cameraOf(fd)) remember(copy, std::move(camera));
  }
  return copy;
}

int close(int fd) {
  static auto* const real = next<int(int)>("close");
  forget(fd);
  return real(fd);
}

}  // extern "C"
