// SPDX-License-Identifier: Apache-2.0
// A Status made from what was observed, and what in it is worth telling at once. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "contract/media_status.h"
#include "contract/screen_status.h"
#include "contract/status.h"

namespace diemcau::agent {

struct Observations {
  std::string endpoint;
  std::string boot_id;
  Timestamp now{};
  ConfigStatus config;
  std::optional<MediaStatus> media;    // none while the process is away
  std::optional<ScreenStatus> screen;  // likewise
  std::vector<ProcessStatus> processes;
  HostStatus host;
  NetworkStatus network;
  std::vector<Condition> conditions;  // the agent's own
};

// The conditions of all parts come worst first, then oldest first; one of a type.
[[nodiscard]] Status buildStatus(Observations observed, std::uint64_t seq);

// Two reports that say the same here differ only in measured numbers, which may wait for the next
// regular report: the Config, states, what the screen shows, processes, conditions.
[[nodiscard]] std::string salientParts(const Status& status);

}  // namespace diemcau::agent
