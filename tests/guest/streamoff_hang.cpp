// SPDX-License-Identifier: Apache-2.0
// Preloaded (ld.so(8), LD_PRELOAD): a driver that does not come back from VIDIOC_STREAMOFF.
//
// It is a camera's own as long as the file that DIEMCAU_STREAMOFF_HANGS names exists; every other call reaches it.
#include <linux/videodev2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdlib>

// As <sys/ioctl.h> declares it.
extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  const char* const file = std::getenv("DIEMCAU_STREAMOFF_HANGS");
  while (request == VIDIOC_STREAMOFF && file != nullptr && ::access(file, F_OK) == 0) ::pause();
  return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}
