// SPDX-License-Identifier: Apache-2.0
// Makes a box one that has just come out of the carton.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "contract/result.h"

namespace diemcau::cli {

struct Wiped {
  std::vector<std::string> files;  // names, in the order in which they went
  bool provisioned = false;        // an identity that the centre had made was there, and still is
};

// Removes what is in `state` (configurations, numbers, recordings), then what the box has made in `identity`
// (contract/identity_files.h); what came with the image or from `diemcau-centre provision` stays. Secrets are
// overwritten before they go, which flash memory does not promise to follow. Durable; cut off anywhere, it can be done
// again, and the agent starts in between. Errors: reset.not_a_state (something that no endpoint keeps there: nothing
// was removed), file.not_removed.
[[nodiscard]] Result<Wiped> factoryReset(const std::filesystem::path& identity, const std::filesystem::path& state);

}  // namespace diemcau::cli
