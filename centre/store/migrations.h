// SPDX-License-Identifier: Apache-2.0
// The numbered files of store/migrations/, compiled in (the build writes migrations.cpp from them).
#pragma once

#include <span>
#include <string_view>

namespace diemcau::centre {

// In order; the first brings an empty database to version 1. A released file never changes.
[[nodiscard]] std::span<const std::string_view> migrations();

}  // namespace diemcau::centre
