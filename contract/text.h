// SPDX-License-Identifier: Apache-2.0
// Text as documents have it: UTF-8 in NFC without control characters. For contract/ only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace diemcau {

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool isUtf8(std::string_view text);

// Composed (UAX #15). Nothing where `text` is no UTF-8 or memory is short.
[[nodiscard]] std::optional<std::string> toNfc(std::string_view text);

// C0, DEL and C1: U+0000 to U+001F, U+007F to U+009F.
[[nodiscard]] bool hasControlCharacter(std::string_view text);

// What is observed (a driver's message, a name out of the kernel) and must not make a report unreadable:
// bytes that are no UTF-8 become U+FFFD, control characters spaces, and what is over `max_bytes` is
// left out, whole characters at a time.
[[nodiscard]] std::string fitText(std::string_view text, std::size_t max_bytes);

}  // namespace diemcau
