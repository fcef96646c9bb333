// SPDX-License-Identifier: Apache-2.0
// A large picture made small for a page.
#pragma once

#include <cstdint>

#include "maket/picture.h"

namespace diemcau::centre {

// At most `width` pixels wide, of about the same aspect; each pixel is the mean of those that it stands for. A picture
// that is not wider stays as it is.
[[nodiscard]] maket::Picture reducedPicture(const maket::Picture& picture, std::uint32_t width);

}  // namespace diemcau::centre
