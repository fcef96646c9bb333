// SPDX-License-Identifier: Apache-2.0
// diemcau-launcher's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"

namespace diemcau::launcher {

struct Options {
  std::filesystem::path identity;
  std::filesystem::path state;
  std::filesystem::path run;
  std::optional<std::string> templates;
  std::optional<std::string> output;
  std::optional<std::string> camera;
  std::optional<std::string> microphone;
};

// --help prints and ends the process. Errors: options.invalid.
[[nodiscard]] Result<Options> parseOptions(int argc, char** argv);

}  // namespace diemcau::launcher
