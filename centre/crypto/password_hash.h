// SPDX-License-Identifier: Apache-2.0
// Passwords as they are kept: Argon2id (RFC 9106), or scrypt (RFC 7914) where OpenSSL lacks it.
#pragma once

#include <string>
#include <string_view>

#include "contract/result.h"

namespace diemcau::centre {

// 19 MiB, two passes, one lane: OWASP's first recommendation for Argon2id. About 30 ms: call it off
// the loop. The text carries algorithm, costs and salt. Error: crypto.not_hashed.
[[nodiscard]] Result<std::string> hashPassword(std::string_view password);

// Constant time in the password. False also for a text that hashPassword() did not write.
[[nodiscard]] bool passwordMatches(std::string_view password, std::string_view hash);

}  // namespace diemcau::centre
