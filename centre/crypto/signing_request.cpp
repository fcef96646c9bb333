// SPDX-License-Identifier: Apache-2.0
// Reading signing requests with OpenSSL, and no more of them than is needed.
#include "centre/crypto/signing_request.h"

#include <openssl/x509v3.h>

#include <utility>

namespace diemcau::centre {
namespace {

using RequestPtr = std::unique_ptr<X509_REQ, OpensslFree<X509_REQ_free>>;

// OpenSSL's reasons are of no use to a box; its queue must not keep them.
std::unexpected<Error> refuse(std::string_view code) {
  ERR_clear_error();
  return fail("request", code);
}

bool asksForNames(X509_REQ* request) {
  STACK_OF(X509_EXTENSION)* const extensions = X509_REQ_get_extensions(request);
  const bool asks = X509v3_get_ext_by_NID(extensions, NID_subject_alt_name, -1) >= 0;
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  return asks;
}

}  // namespace

Result<SigningRequest> parseSigningRequest(std::string_view der) {
  if (der.size() > kMaxSigningRequest) return refuse("too_large");
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const auto* const end = at + der.size();
  const RequestPtr request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
  if (!request || at != end) return refuse("malformed");
  EvpKeyPtr object(X509_REQ_get_pubkey(request.get()));
  if (!object) return refuse("key_not_p256");
  auto key = PublicKey::adopt(std::move(object));
  if (!key) return refuse("key_not_p256");
  if (X509_REQ_verify(request.get(), key->get()) != 1) return refuse("signature_invalid");
  const X509_NAME* const subject = X509_REQ_get_subject_name(request.get());
  std::string common_name = commonNameOf(subject);
  if (X509_NAME_entry_count(subject) != 1 || common_name.empty()) return refuse("subject_malformed");
  if (asksForNames(request.get())) return refuse("names_not_wanted");
  ERR_clear_error();
  return SigningRequest{std::move(*key), std::move(common_name)};
}

std::string endpointIdOf(const PublicKey& key) { return "box-" + key.keyId().substr(0, 8); }

}  // namespace diemcau::centre
