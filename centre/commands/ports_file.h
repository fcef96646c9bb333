// SPDX-License-Identifier: Apache-2.0
// ports.json: where a running centre listens.
#pragma once

#include <cstdint>
#include <optional>

#include "centre/trust/data_directory.h"
#include "contract/result.h"

namespace diemcau::centre {

struct Ports {
  std::uint16_t device = 0;
  std::uint16_t operators = 0;
  std::uint16_t srt = 0;
  std::optional<std::uint16_t> enrol{};  // none: boxes cannot enrol there
  std::optional<std::uint16_t> time{};   // none: the time is not told

  friend bool operator==(const Ports&, const Ports&) = default;
};

// Atomically: whoever sees the file may connect. Error: file.not_written.
[[nodiscard]] Result<void> writePorts(const DataDirectory& data, const Ports& ports);

// Takes the file away, so that nobody takes the ports of a former run for ours; they stay readable.
void retirePorts(const DataDirectory& data);

// Of the running centre, else of the last run; none when there was none yet.
[[nodiscard]] std::optional<Ports> readPorts(const DataDirectory& data);

}  // namespace diemcau::centre
