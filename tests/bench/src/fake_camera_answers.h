// SPDX-License-Identifier: Apache-2.0
// What the bench's camera says of itself: the ioctls whose answer never changes.
#pragma once

#include "tests/bench/src/fake_camera.h"

namespace diemcau::bench {

// As ioctl(2); ENOTTY for what the camera does not know.
int answerFixed(const CameraFormat& format, unsigned long request, void* argument);

}  // namespace diemcau::bench
