// SPDX-License-Identifier: Apache-2.0
// diemcaud's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"
#include "daemon/agent/plans.h"

namespace diemcau::agent {

struct Options {
  std::optional<std::string> bus;  // address of a message bus; the system bus without it
  std::filesystem::path identity;
  std::filesystem::path state;
  std::filesystem::path run;
  LocalSources sources;
  std::optional<std::filesystem::path> enrolment{};     // where else diemcau.json may be: a USB stick
  std::optional<std::filesystem::path> board_secret{};  // what the board has of its own (board_secret.h)
};

// --help prints and ends the process. Errors: options.invalid.
[[nodiscard]] Result<Options> parseOptions(int argc, char** argv);

}  // namespace diemcau::agent
