// SPDX-License-Identifier: Apache-2.0
// EST as requests and replies.
#include "daemon/agent/identity/est_reply.h"

#include <mbedtls/asn1.h>
#include <mbedtls/oid.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "contract/enrolment_refusal.h"
#include "contract/envelope.h"

namespace diemcau::agent {
namespace {

constexpr int kSequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
constexpr int kSet = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SET;
constexpr int kContext0 = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_CONTEXT_SPECIFIC;

// Reads DER from the front; once something is not as expected, everything is refused.
class DerReader {
 public:
  explicit DerReader(std::string_view der)
      : at_(const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(der.data()))), end_(at_ + der.size()) {}

  // The content of the element that is next.
  [[nodiscard]] std::string_view take(int tag) {
    std::size_t length = 0;
    if (!good_ || mbedtls_asn1_get_tag(&at_, end_, &length, tag) != 0) {
      good_ = false;
      return {};
    }
    const std::string_view content(reinterpret_cast<const char*>(at_), length);
    at_ += length;
    return content;
  }
  // Likewise, with its head.
  [[nodiscard]] std::string_view takeWhole(int tag) {
    const char* const begin = reinterpret_cast<const char*>(at_);
    const std::string_view content = take(tag);
    return good_ ? std::string_view(begin, content.data() + content.size()) : std::string_view{};
  }
  [[nodiscard]] bool nextIs(int tag) const { return good_ && at_ != end_ && *at_ == tag; }
  [[nodiscard]] bool atEnd() const { return at_ == end_; }
  [[nodiscard]] bool good() const { return good_; }

 private:
  unsigned char* at_;  // mbedTLS only reads
  unsigned char* end_;
  bool good_ = true;
};

std::unexpected<Error> malformed(std::string_view what) { return fail("est", "reply_malformed", std::string(what)); }

// "HTTP 403 id_taken", where the server says why.
std::string describe(const HttpResponse& response) {
  const auto code = refusalCodeFrom(response.body);
  return "HTTP " + std::to_string(response.status) + (code ? " " + *code : "");
}

HttpRequest requestOf(std::string_view operation, std::string_view csr) {
  HttpRequest request;
  request.method = HttpMethod::Post;
  request.path = "/.well-known/est/" + std::string(operation);
  request.headers = {"Content-Type: application/pkcs10", "Content-Transfer-Encoding: base64"};
  request.body = encodeBase64(csr);
  request.response_limit = kMaxEstReplyBytes;
  return request;
}

}  // namespace

Result<std::vector<std::string>> readCertsOnly(std::string_view base64) {
  if (base64.size() > kMaxEstReplyBytes) return malformed("too large");
  std::string text;
  std::ranges::copy_if(base64, std::back_inserter(text), [](unsigned char c) { return std::isspace(c) == 0; });
  const auto der = decodeBase64(text);
  if (!der) return malformed("no base64");

  DerReader outer(*der);
  DerReader info(outer.take(kSequence));
  const std::string_view type = info.take(MBEDTLS_ASN1_OID);
  DerReader wrapped(info.take(kContext0));
  DerReader data(wrapped.take(kSequence));
  static constexpr std::string_view kSignedData = MBEDTLS_OID_PKCS7_SIGNED_DATA;
  if (!outer.good() || !outer.atEnd() || !info.good() || type != kSignedData) return malformed("no signed data");
  static_cast<void>(data.take(MBEDTLS_ASN1_INTEGER));
  static_cast<void>(data.take(kSet));
  static_cast<void>(data.take(kSequence));
  if (!wrapped.good() || !data.good()) return malformed("no signed data");
  std::vector<std::string> certificates;
  if (data.nextIs(kContext0)) {
    DerReader set(data.take(kContext0));
    while (set.good() && !set.atEnd()) {
      if (certificates.size() == kMaxEstCertificates) return malformed("too many certificates");
      certificates.emplace_back(set.takeWhole(kSequence));
    }
    if (!data.good() || !set.good()) return malformed("its certificates");
  }
  if (certificates.empty()) return fail("est", "reply_empty", "no certificate");
  return certificates;
}

EstReply estReplyOf(const HttpResult& result) {
  if (!result) return EstFailed{result.error(), {}};
  switch (result->status) {
    case 200: {
      auto certificates = readCertsOnly(result->body);
      if (!certificates) return EstFailed{std::move(certificates.error()), {}};
      return EstIssued{*std::move(certificates)};
    }
    case 202:
      return EstPending{result->retry_after};
    case 401:
    case 403:
      return EstRefused{describe(*result)};
    default:
      return EstFailed{{"est", "status", describe(*result)}, result->retry_after};
  }
}

HttpRequest caCertificatesRequest() {
  HttpRequest request;
  request.path = "/.well-known/est/cacerts";
  request.response_limit = kMaxEstReplyBytes;
  return request;
}

HttpRequest enrolRequest(std::string_view csr, std::string_view token) {
  HttpRequest request = requestOf("simpleenroll", csr);
  // RFC 7617, with an empty user name.
  if (!token.empty()) request.headers.push_back("Authorization: Basic " + encodeBase64(":" + std::string(token)));
  return request;
}

HttpRequest renewRequest(std::string_view csr) { return requestOf("simplereenroll", csr); }

}  // namespace diemcau::agent
