// SPDX-License-Identifier: Apache-2.0
// SHA-256, random text and comparison that does not tell where two secrets differ.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace diemcau::centre {

// Lower-case hex, 64 digits.
[[nodiscard]] std::string sha256Hex(std::string_view bytes);

// From the system's generator; aborts when that fails, because nothing secret can be made without it.
[[nodiscard]] std::string randomBytes(std::size_t count);

// Letters and digits without look-alikes (32 signs: 5 bits each).
[[nodiscard]] std::string randomText(std::size_t length);

[[nodiscard]] bool equalSecrets(std::string_view a, std::string_view b);

}  // namespace diemcau::centre
