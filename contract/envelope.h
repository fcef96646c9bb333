// SPDX-License-Identifier: Apache-2.0
// DSSE envelopes (github.com/secure-systems-lab/dsse, protocol v1.0.2): bytes and who signed them.
//
// No cryptography here: the endpoint verifies with mbedTLS, the centre signs with OpenSSL; both call
// preAuthEncoding() for the bytes that are signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/result.h"

namespace diemcau {

inline constexpr std::string_view kEnvelopeMediaType = "application/vnd.dsse.envelope.v1+json";
inline constexpr std::size_t kMaxEnvelopeBytes = 256 * 1024;
inline constexpr std::size_t kMaxSignatures = 16;

struct Signature {
  std::string keyid;  // lower-case hex SHA-256 of the key's SubjectPublicKeyInfo; a hint, may be empty
  std::string sig;    // raw bytes: ECDSA P-256/SHA-256, DER

  friend bool operator==(const Signature&, const Signature&) = default;
};

struct Envelope {
  std::string payload_type;
  std::string payload;  // raw bytes, not to be parsed before the signatures hold
  std::vector<Signature> signatures;

  friend bool operator==(const Envelope&, const Envelope&) = default;
};

// PAE(type, body) = "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body.
[[nodiscard]] std::string preAuthEncoding(std::string_view payload_type, std::string_view payload);

// Errors: document.* (json_document.h).
[[nodiscard]] Result<Envelope> parseEnvelope(std::string_view json);
[[nodiscard]] std::string writeEnvelope(const Envelope& envelope);

// RFC 4648 section 4, with padding. Decoding also takes the URL-safe alphabet, as DSSE asks.
// Error: base64.malformed.
[[nodiscard]] std::string encodeBase64(std::string_view bytes);
[[nodiscard]] Result<std::string> decodeBase64(std::string_view text);

}  // namespace diemcau
