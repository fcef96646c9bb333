// SPDX-License-Identifier: Apache-2.0
// The command line of diemcau-screen.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"

namespace diemcau::screen {

struct Options {
  std::optional<std::string> bus;  // address; without it the system bus
  std::filesystem::path run = "/run/diemcau";
  std::filesystem::path templates = "/usr/share/diemcau/maket/templates";
  std::filesystem::path pictures = "/var/lib/diemcau/pictures";  // logos and backgrounds, which the agent brings
  std::string output = "file";                                   // or "kms", "window"
};

inline constexpr const char* kUsage =
    "Usage: diemcau-screen [--bus ADDRESS] [--run DIR] [--templates DIR] [--pictures DIR] [--output file|kms|window]\n";

// Error: options.invalid.
[[nodiscard]] Result<Options> parseOptions(int argc, char* const* argv);

}  // namespace diemcau::screen
