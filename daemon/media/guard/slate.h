// SPDX-License-Identifier: Apache-2.0
// The picture that stands in for the camera's.
#pragma once

#include <string>

#include "contract/result.h"
#include "daemon/media/gst_ptr.h"
#include "daemon/media/media_format.h"

namespace diemcau::media {

// Grey upon dark, so that it looks the same under any colour matrix. Thread-safe functions.

// Nothing but the dark.
[[nodiscard]] BufferPtr darkPicture(const PictureFormat& format);

// The site's name and «Mất tín hiệu camera». The words are drawn by diemcau-slate, a program beside this
// one: fonts and all that they need take some 8 MB, and none of it belongs into the process that must not
// fail. Blocks for some tens of milliseconds: call it on a worker. Error: slate.not_drawn.
[[nodiscard]] Result<BufferPtr> drawSlate(const PictureFormat& format, const std::string& site_name);

}  // namespace diemcau::media
