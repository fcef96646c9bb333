// SPDX-License-Identifier: Apache-2.0
// Where spdlog's lines go: the journal on the box, standard error elsewhere.
#pragma once

#include <string>

namespace diemcau::base {

// Sets spdlog's default logger. `name` is the program's. Call once, first thing in main().
void startLog(const std::string& name);

}  // namespace diemcau::base
