// SPDX-License-Identifier: Apache-2.0
// The command `whole-recording`.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Prints the file that it wrote and what is still missing in it. Errors: usage.*, recording.*.
[[nodiscard]] Result<void> runWholeRecording(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
