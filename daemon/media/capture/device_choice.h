// SPDX-License-Identifier: Apache-2.0
// The source "auto": which device it is.
#pragma once

#include <filesystem>
#include <optional>

#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// The first camera that gives pictures (USB before others), or the first sound card that records (USB
// before others). Nothing when there is none. Opens devices: may block. `dev` and `sys` are /dev and /sys.
[[nodiscard]] std::optional<SourceSpec> chooseDevice(Medium medium, const std::filesystem::path& dev = "/dev",
                                                     const std::filesystem::path& sys = "/sys");

}  // namespace diemcau::media
