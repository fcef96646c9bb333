// SPDX-License-Identifier: Apache-2.0
// The list of sites that a centre is started with: [{"code": "79", "name": "Thành phố Hồ Chí Minh"}, …].
#pragma once

#include <filesystem>
#include <vector>

#include "contract/maket.h"
#include "contract/result.h"

namespace diemcau::centre {

// Errors: file.*, document.* (the context begins with the file's name); sites.code_doubled.
[[nodiscard]] Result<std::vector<Site>> readSitesFile(const std::filesystem::path& path);

}  // namespace diemcau::centre
