// SPDX-License-Identifier: Apache-2.0
// The microphone "auto": which sound card it is.
#pragma once

#include <filesystem>
#include <optional>

#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// The first sound card that records (USB before others). Nothing when there is none. `dev` and `sys` are
// /dev and /sys.
[[nodiscard]] std::optional<SourceSpec> chooseMicrophone(const std::filesystem::path& dev = "/dev",
                                                         const std::filesystem::path& sys = "/sys");

}  // namespace diemcau::media
