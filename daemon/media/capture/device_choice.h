// SPDX-License-Identifier: Apache-2.0
// The source "auto": which device it is.
#pragma once

#include <filesystem>
#include <optional>

#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// The first camera that gives pictures (USB before others). Nothing when there is none. Opens devices: may
// block. `dev` is /dev.
[[nodiscard]] std::optional<SourceSpec> chooseCamera(const std::filesystem::path& dev = "/dev");

}  // namespace diemcau::media
