// SPDX-License-Identifier: Apache-2.0
// X.509 certificates (RFC 5280) of the centre's own authority.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "centre/crypto/openssl.h"
#include "centre/crypto/private_key.h"
#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau::centre {

enum class CertificateUse { Server, Client };

struct CertificateRequest {
  std::string common_name;
  CertificateUse use = CertificateUse::Client;
  std::vector<std::string> hosts;  // names and addresses, for servers
  Timestamp not_before{};
  Timestamp not_after{};
};

// Owns one certificate. Movable.
class Certificate {
 public:
  // Error: crypto.certificate_malformed.
  [[nodiscard]] static Result<Certificate> fromPem(std::string_view pem);
  // A root that signs end certificates only (path length 0). Error: crypto.certificate_not_made.
  [[nodiscard]] static Result<Certificate> makeAuthority(const PrivateKey& key, const std::string& common_name,
                                                         Timestamp not_before, Timestamp not_after);
  // Signs `subject_key` as the authority. Error: crypto.certificate_not_made.
  [[nodiscard]] static Result<Certificate> issue(const Certificate& authority, const PrivateKey& authority_key,
                                                 const PublicKey& subject_key, const CertificateRequest& request);
  [[nodiscard]] static Result<Certificate> issue(const Certificate& authority, const PrivateKey& authority_key,
                                                 const PrivateKey& subject_key, const CertificateRequest& request) {
    return issue(authority, authority_key, subject_key.publicKey(), request);
  }

  [[nodiscard]] std::string toPem() const;
  // A PKCS#7 that holds this certificate and nothing else: no content, no signer (RFC 5652, 5.1; "certs-only").
  // DER; empty when it cannot be made.
  [[nodiscard]] std::string toCertsOnly() const;
  [[nodiscard]] Timestamp notAfter() const;
  // The serial number in lower-case hexadecimal digits.
  [[nodiscard]] std::string serial() const;
  // Whether a client that asked for `host` (name or address) would take it.
  [[nodiscard]] bool isFor(const std::string& host) const;

  [[nodiscard]] X509* get() const { return certificate_.get(); }

 private:
  explicit Certificate(X509Ptr certificate) : certificate_(std::move(certificate)) {}

  X509Ptr certificate_;
};

// Whether the text is an IPv4 or IPv6 address.
[[nodiscard]] bool isAddress(const std::string& host);

}  // namespace diemcau::centre
