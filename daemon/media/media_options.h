// SPDX-License-Identifier: Apache-2.0
// The command line of diemcau-media.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "contract/result.h"

namespace diemcau::media {

struct MediaOptions {
  std::optional<std::string> bus;  // address; the system bus without it
  std::filesystem::path run_dir;
};

// `arguments` begin with the program's name. Error: options.malformed.
[[nodiscard]] Result<MediaOptions> parseOptions(std::span<char*> arguments);

}  // namespace diemcau::media
