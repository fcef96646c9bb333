// SPDX-License-Identifier: Apache-2.0
// ioctl, direct and through libv4l2.
#include "daemon/media/capture/v4l2_ioctl.h"

#include <libv4l2.h>
#include <sys/ioctl.h>

#include <cerrno>

namespace diemcau::media {

bool askDriver(int fd, unsigned long request, void* data) {
  int result = 0;
  do {
    result = ::ioctl(fd, request, data);
  } while (result != 0 && errno == EINTR);
  return result == 0;
}

bool askConverter(int fd, unsigned long request, void* data) { return ::v4l2_ioctl(fd, request, data) == 0; }

}  // namespace diemcau::media
