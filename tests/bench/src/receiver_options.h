// SPDX-License-Identifier: Apache-2.0
// The receiver's command line.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace diemcau::bench {

enum class Measure { Pixels, Wire, Rate };

struct ReceiverOptions {
  Measure measure = Measure::Rate;
  std::string passphrase;
  int latency_ms = 20;
  std::chrono::seconds skip{2};
  std::chrono::seconds seconds{10};
  std::filesystem::path port_file;
  std::filesystem::path out_file;
  std::filesystem::path probe_file;  // of the encoder's probe; for Wire
};

// Nothing, and the usage on stderr, when the command line is not understood.
[[nodiscard]] std::optional<ReceiverOptions> parseReceiverOptions(int argc, char** argv);

}  // namespace diemcau::bench
