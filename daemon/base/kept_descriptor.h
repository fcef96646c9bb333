// SPDX-License-Identifier: Apache-2.0
// A descriptor that outlives the process which opened it: its supervisor holds it, and gives it to the next one.
#pragma once

#include <string>

#include "contract/unique_fd.h"

namespace diemcau::base {

// The file descriptor store of systemd (sd_notify(3), FDSTORE; FileDescriptorStoreMax= in the unit) or of the launcher.
// Where neither is there, nothing is kept and nothing comes back. To be called from the main thread.

// What was kept under that name before this process began; an invalid one: nothing. Whatever else was kept is closed.
// It can be asked once.
[[nodiscard]] UniqueFd takeKeptDescriptor(const std::string& name);

// From now on this one is kept, instead of the one before. `fd` stays the caller's.
void keepDescriptor(const std::string& name, int fd);

}  // namespace diemcau::base
