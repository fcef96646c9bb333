// SPDX-License-Identifier: Apache-2.0
// What an EST server answers (RFC 7030): certificates, "later", or no.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "contract/result.h"
#include "daemon/agent/http_client.h"

namespace diemcau::agent {

inline constexpr std::size_t kMaxEstReplyBytes = 64 * 1024;
inline constexpr std::size_t kMaxEstCertificates = 8;

// The certificates of a "certs-only" message (RFC 7030, 4.1.3; RFC 5652, SignedData without signers) as DER, in the
// message's order, from base64 with any line breaks. mbedTLS has a parser for signed data with exactly one certificate
// alone; this one looks at nothing but where the certificates stand. Errors: est.reply_malformed, est.reply_empty.
[[nodiscard]] Result<std::vector<std::string>> readCertsOnly(std::string_view base64);

struct EstIssued {
  std::vector<std::string> certificates;  // DER
};
// 202: approval by a person is awaited (RFC 7030, 4.2.3).
struct EstPending {
  std::optional<std::chrono::seconds> retry_after;
};
// 401 or 403.
struct EstRefused {
  std::string detail;  // "HTTP 403 id_taken", the reason where the server gives one
};
struct EstFailed {
  Error error;
  std::optional<std::chrono::seconds> retry_after;
};
using EstReply = std::variant<EstIssued, EstPending, EstRefused, EstFailed>;

// Pure. Errors of EstFailed: http.* (http_client.h), est.status (another answer, with its reason likewise), and those
// of readCertsOnly().
[[nodiscard]] EstReply estReplyOf(const HttpResult& result);

[[nodiscard]] HttpRequest caCertificatesRequest();
// `csr` is DER. An empty token: none is sent.
[[nodiscard]] HttpRequest enrolRequest(std::string_view csr, std::string_view token);
[[nodiscard]] HttpRequest renewRequest(std::string_view csr);

}  // namespace diemcau::agent
