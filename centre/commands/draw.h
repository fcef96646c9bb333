// SPDX-License-Identifier: Apache-2.0
// `diemcau-centre draw`: what the running centre starts for its previews.
#pragma once

#include <span>

#include "centre/loop/moment.h"
#include "contract/result.h"

namespace diemcau::centre {

// Orders come over the socket that is its standard input (preview/drawing_process.h). It opens no file but templates,
// pictures and fonts, writes none, and has no network. Errors: usage.*, drawing.*.
[[nodiscard]] Result<void> runDraw(std::span<const char* const> arguments, const Clock& clock);

}  // namespace diemcau::centre
