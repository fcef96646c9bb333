// SPDX-License-Identifier: Apache-2.0
// Reading and writing EST's messages.
#include "centre/enrolment/est.h"

#include <algorithm>

#include "centre/crypto/digest.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

constexpr std::string_view kBasic = "basic ";
constexpr std::size_t kMaxCredentials = 512;

char lower(char sign) { return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign; }

bool equalsLower(std::string_view text, std::string_view lower_case) {
  return std::ranges::equal(text, lower_case, {}, lower);
}

bool isSpace(char sign) { return sign == ' ' || sign == '\t' || sign == '\r' || sign == '\n'; }

// Parameters do not matter.
bool isPkcs10(std::string_view media_type) {
  media_type = media_type.substr(0, media_type.find(';'));
  while (!media_type.empty() && isSpace(media_type.back())) media_type.remove_suffix(1);
  return equalsLower(media_type, kPkcs10);
}

}  // namespace

Result<SigningRequest> signingRequestIn(const HttpRequest& request) {
  if (!isPkcs10(request.header("content-type"))) return fail("request", "media_type_unknown");
  std::string text = request.body;
  std::erase_if(text, isSpace);
  const auto der = decodeBase64(text);
  if (!der) return fail("request", "base64_malformed");
  return parseSigningRequest(*der);
}

Result<std::optional<std::string>> tokenIn(std::string_view authorization) {
  if (authorization.empty()) return std::nullopt;
  const auto malformed = fail("request", "authorization_malformed");
  if (authorization.size() > kMaxCredentials) return malformed;
  if (!equalsLower(authorization.substr(0, kBasic.size()), kBasic)) return malformed;
  const auto credentials = decodeBase64(authorization.substr(kBasic.size()));
  if (!credentials) return malformed;
  const auto colon = credentials->find(':');
  if (colon == credentials->npos || colon + 1 == credentials->size()) return malformed;
  return credentials->substr(colon + 1);
}

std::string tokenHash(std::string_view token) {
  std::string plain;
  for (const char sign : token) {
    if (sign != '-' && sign != ' ') plain += lower(sign);
  }
  return sha256Hex(plain);
}

HttpResponse certsOnlyResponse(const Certificate& certificate, bool of_authority) {
  const std::string message = certificate.toCertsOnly();
  if (message.empty()) return errorResponse(500, "internal");
  HttpResponse response;
  response.headers.emplace_back(
      "content-type", of_authority ? "application/pkcs7-mime" : "application/pkcs7-mime; smime-type=certs-only");
  response.headers.emplace_back("content-transfer-encoding", "base64");
  response.body = encodeBase64(message);
  return response;
}

}  // namespace diemcau::centre
