// SPDX-License-Identifier: Apache-2.0
// OpenSSL's word on a signature, for documents that another library signed or is to verify.
#pragma once

#include <string>
#include <string_view>

namespace diemcau::test {

// Whether `signature` (DER) is an ECDSA P-256/SHA-256 signature over `message` by the key
// (SubjectPublicKeyInfo, DER).
[[nodiscard]] bool verifies(std::string_view key, std::string_view message, std::string_view signature);

// A P-256 key from its coordinates in decimal, as SubjectPublicKeyInfo.
[[nodiscard]] std::string keyFromCoordinates(const char* x, const char* y);

// A signature of r and s, 32 bytes each, as DER.
[[nodiscard]] std::string derFromRaw(std::string_view raw);

// Lower-case hex.
[[nodiscard]] std::string sha256(std::string_view bytes);

}  // namespace diemcau::test
