// SPDX-License-Identifier: Apache-2.0
// Certificate signing requests (PKCS#10, RFC 2986) of boxes: bytes from outside.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "centre/crypto/public_key.h"
#include "contract/result.h"

namespace diemcau::centre {

// A box's request has about 300 bytes.
inline constexpr std::size_t kMaxSigningRequest = 16 * 1024;

// What a request says once it is proven that whoever made it has the key.
struct SigningRequest {
  PublicKey key;
  std::string common_name;
};

// Errors: request.too_large, request.malformed (not one request and nothing else), request.key_not_p256,
// request.signature_invalid (no proof of possession), request.subject_malformed (the subject is to be one common name),
// request.names_not_wanted (asks for alternative names, which a box has no use for).
[[nodiscard]] Result<SigningRequest> parseSigningRequest(std::string_view der);

// "box-" and the first 8 digits of the key id: what an endpoint with that key is called.
[[nodiscard]] std::string endpointIdOf(const PublicKey& key);

}  // namespace diemcau::centre
