// SPDX-License-Identifier: Apache-2.0
// What an EST server answers, as it travels and as DER; what is in it as the endpoint's certificate; certificates in
// PEM, as they lie on the disk; keys that were sealed, or are none; and the reason in a refusal.
#include "daemon/agent/identity/est_reply.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "contract/enrolment_refusal.h"
#include "contract/envelope.h"
#include "daemon/agent/identity/certificate.h"
#include "daemon/agent/identity/sealed_key.h"
#include "tests/fuzz/fuzz.h"

namespace {

using namespace diemcau;
using namespace diemcau::agent;

// Made for this: the corpus has a certificate of it.
constexpr const char* kKey =
    "-----BEGIN EC PRIVATE KEY-----\n"
    "MHcCAQEEIKvpkOGNtuN0sPhd1AGFU/1D2t9E+LWkjEuV/CWaNnwGoAoGCCqGSM49\n"
    "AwEHoUQDQgAEczVLUKCKkxggXJairaWtdfUCa0HRe3sCXkCi3RsO4ayPlLmHvzAU\n"
    "RmjiZM2sBeFn0gR7IuOotktoRZnzwfS8wA==\n"
    "-----END EC PRIVATE KEY-----\n";
constexpr const char* kCa =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBhjCCASugAwIBAgIUIg7h/OFtwQMrgZe8vaMY04qr6BEwCgYIKoZIzj0EAwIw\n"
    "FzEVMBMGA1UEAwwMZGllbWNhdSBmdXp6MCAXDTI2MTEyNjIzMzkzOVoYDzIxMjYx\n"
    "MTAyMjMzOTM5WjAXMRUwEwYDVQQDDAxkaWVtY2F1IGZ1enowWTATBgcqhkjOPQIB\n"
    "BggqhkjOPQMBBwNCAAQ8cr1NWsEQWtUcGfBkl7IFIgNEWzCynHziprq/3H5mmFAT\n"
    "V6hUWTIygAQwBRGn3UM4wMA7pXf9rD0x6DZ8MI/Qo1MwUTAdBgNVHQ4EFgQUp6fC\n"
    "054dczDIkHohtY1R8ISvrfwwHwYDVR0jBBgwFoAUp6fC054dczDIkHohtY1R8ISv\n"
    "rfwwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAgLDLg+OXV/y2\n"
    "OYeIy4k0ScNnevtPgl6uUsQFgFx+FPQCIQCn8a+kibTbOksvPCMCnbgkjrecXsEP\n"
    "hacD+uTN6uFplg==\n"
    "-----END CERTIFICATE-----\n";

const DeviceKey& key() {
  static const DeviceKey read = *DeviceKey::read(kKey);
  return read;
}

template <class T>
void settle(const Result<T>& result) {
  if (!result) fuzz::checkError(result.error());
}

void judge(std::string_view base64) {
  const auto certificates = readCertsOnly(base64);
  if (!certificates) return fuzz::checkError(certificates.error());
  fuzz::require(!certificates->empty() && certificates->size() <= kMaxEstCertificates, "as many as may be");
  const auto chosen = chooseCertificate(*certificates, {key(), key().endpoint(), kCa});
  if (!chosen) return fuzz::checkError(chosen.error());
  fuzz::require(readCertificate(chosen->pem, {key(), key().endpoint(), kCa}) == *chosen, "what is stored is the same");
}

// What it says is shown and reported: short, and nothing but a code.
void judgeRefusal(std::string_view body) {
  const EstReply reply = estReplyOf(HttpResponse{.status = 403, .body = std::string(body), .retry_after = {}});
  std::string_view detail = std::get<EstRefused>(reply).detail;
  fuzz::require(detail.starts_with("HTTP 403") && detail.size() <= 8 + 1 + 64, "a code at most");
  detail.remove_prefix(std::min<std::size_t>(detail.size(), 9));
  fuzz::require(
      std::ranges::all_of(detail, [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; }),
      "a code");
  static_cast<void>(enrolmentRefusalIn(body));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  judge(bytes);
  judge(encodeBase64(bytes));
  judgeRefusal(bytes);
  settle(certificatesOf(bytes));
  settle(openKey(bytes, "sixteen bytes ..."));
  settle(DeviceKey::read(bytes));
  return 0;
}
