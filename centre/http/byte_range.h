// SPDX-License-Identifier: Apache-2.0
// The part of a body that a request asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace diemcau::centre {

// Both ends are part of it.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// "bytes=0-16383" (RFC 9110, 14.2). Nothing for every other form, which may be answered with the whole.
[[nodiscard]] std::optional<ByteRange> byteRangeIn(std::string_view header);

}  // namespace diemcau::centre
