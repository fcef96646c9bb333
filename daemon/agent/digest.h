// SPDX-License-Identifier: Apache-2.0
// SHA-256 by mbedTLS.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace diemcau::agent {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
// Lower-case hexadecimal: the form of key ids.
[[nodiscard]] std::string sha256Hex(std::string_view bytes);

}  // namespace diemcau::agent
