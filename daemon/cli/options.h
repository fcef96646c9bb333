// SPDX-License-Identifier: Apache-2.0
// diemcau's command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "contract/result.h"

namespace diemcau::cli {

enum class Command { Status, Plan, Logs, RecordingList, RecordingExport, FactoryReset };

struct Options {
  std::optional<std::string> bus;            // address of a message bus
  std::optional<std::filesystem::path> run;  // of a launcher: its bus and its logs
  bool json = false;
  Command command = Command::Status;
  std::filesystem::path out;        // of RecordingExport
  std::optional<std::string> only;  // of RecordingExport: a run
  // Of FactoryReset: the agent's directories, and whether it is meant even while the agent runs.
  std::filesystem::path identity;
  std::filesystem::path state;
  bool while_running = false;
};

// --help prints and ends the process. Errors: options.invalid.
[[nodiscard]] Result<Options> parseOptions(int argc, char** argv);

}  // namespace diemcau::cli
