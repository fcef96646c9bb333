// SPDX-License-Identifier: Apache-2.0
// Asking V4L2 drivers.
#pragma once

namespace diemcau::media {

// ioctl(2), again where a signal came in between. False: errno says why.
[[nodiscard]] bool askDriver(int fd, unsigned long request, void* data);

// The same through libv4l2, of a descriptor that v4l2_fd_open() knows: pixel formats that libv4lconvert
// makes are among the device's own.
[[nodiscard]] bool askConverter(int fd, unsigned long request, void* data);

// One of the two.
using AskVideo = bool (*)(int fd, unsigned long request, void* data);

}  // namespace diemcau::media
