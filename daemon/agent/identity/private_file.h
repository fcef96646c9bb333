// SPDX-License-Identifier: Apache-2.0
// Files that nobody but their owner may read.
#pragma once

#include <cstddef>
#include <filesystem>

#include "contract/result.h"
#include "daemon/agent/identity/secret.h"

namespace diemcau::agent {

// Errors: file.* (base/atomic_file.h), identity.key_exposed (others than the owner may read it).
[[nodiscard]] Result<Secret> readPrivateFile(const std::filesystem::path& file, std::size_t limit);

}  // namespace diemcau::agent
