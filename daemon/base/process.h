// SPDX-License-Identifier: Apache-2.0
// What each daemon does to itself before anything else.
#pragma once

#include "contract/result.h"

namespace diemcau::base {

// Keeps memory, in which there are secrets, out of core dumps (coredump_filter in core(5)); DIEMCAU_KEEP_CORE in the
// environment leaves them as they are, for those who look for a fault.
// Error: process.is_root: whoever breaks in should not be root; DIEMCAU_AS_ROOT in the environment allows it.
[[nodiscard]] Result<void> hardenProcess();

}  // namespace diemcau::base
