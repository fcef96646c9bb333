// SPDX-License-Identifier: Apache-2.0
// Preloaded (ld.so(8), LD_PRELOAD): a driver that does not come back from VIDIOC_STREAMOFF, or from VIDIOC_DQBUF of
// what it captured or encoded.
//
// It is a device's own as long as the file exists that DIEMCAU_STREAMOFF_HANGS or DIEMCAU_DQBUF_HANGS names; every
// other call reaches it.
#include <linux/videodev2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdlib>

namespace {

void hangWhile(const char* variable) {
  const char* const file = std::getenv(variable);
  while (file != nullptr && ::access(file, F_OK) == 0) ::usleep(50'000);
}

bool isCapture(const void* buffer) {
  const auto type = static_cast<const v4l2_buffer*>(buffer)->type;
  return type == V4L2_BUF_TYPE_VIDEO_CAPTURE || type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
}

}  // namespace

// As <sys/ioctl.h> declares it.
extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  if (request == VIDIOC_STREAMOFF) hangWhile("DIEMCAU_STREAMOFF_HANGS");
  if (request == VIDIOC_DQBUF && isCapture(argument)) hangWhile("DIEMCAU_DQBUF_HANGS");
  return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}
