// SPDX-License-Identifier: Apache-2.0
// EST's messages (RFC 7030, with the corrections of RFC 8951) as bytes: what callers send, what they get.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "centre/crypto/certificate.h"
#include "centre/crypto/signing_request.h"
#include "centre/http/message.h"
#include "contract/result.h"

namespace diemcau::centre {

inline constexpr std::string_view kPkcs10 = "application/pkcs10";
// Of a body in base64.
inline constexpr std::size_t kMaxEnrolmentBody = 2 * kMaxSigningRequest;

// The request in a body: base64 (RFC 4648, section 4), in which white space does not count, whatever a
// Content-Transfer-Encoding says. Errors: request.media_type_unknown, request.base64_malformed and those of
// parseSigningRequest().
[[nodiscard]] Result<SigningRequest> signingRequestIn(const HttpRequest& request);

// The one-time token: the password of HTTP Basic (RFC 7617), with any user name. None: the caller shows none.
// Error: request.authorization_malformed.
[[nodiscard]] Result<std::optional<std::string>> tokenIn(std::string_view authorization);

// As tokens are kept. What is typed may have dashes, spaces and capitals.
[[nodiscard]] std::string tokenHash(std::string_view token);

// 200 with the certificate alone (RFC 7030, 4.1.3 and 4.2.3).
[[nodiscard]] HttpResponse certsOnlyResponse(const Certificate& certificate, bool of_authority);

}  // namespace diemcau::centre
