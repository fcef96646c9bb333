// SPDX-License-Identifier: Apache-2.0
// The other end of DrawingProcess: draws what comes over a socket.
#pragma once

#include <filesystem>

#include "contract/result.h"
#include "contract/unique_fd.h"

namespace diemcau::centre {

// Until the other end is closed, or nothing was wished for a minute. Error: drawing.too_large, a caller gone mad.
[[nodiscard]] Result<void> serveDrawings(UniqueFd socket, const std::filesystem::path& templates,
                                         const std::filesystem::path& pictures);

}  // namespace diemcau::centre
