// SPDX-License-Identifier: Apache-2.0
// TLS of a listener, as an OpenSSL context.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "centre/crypto/openssl.h"
#include "contract/result.h"

namespace diemcau::centre {

using SslContextPtr = std::unique_ptr<SSL_CTX, OpensslFree<SSL_CTX_free>>;

// Whether callers show a certificate. One that is shown must be of the centre's authority, in time and for clients,
// or the handshake fails; nothing is resumed then, so that each connection is checked anew.
enum class ClientCertificates { NotAsked, Asked, Demanded };

struct TlsOptions {
  std::string certificate_pem;
  std::string key_pem;
  std::string authority_pem;  // of the callers' certificates
  ClientCertificates client_certificates = ClientCertificates::NotAsked;
};

// TLS 1.2 with forward secrecy and AEAD, or newer; 1.3 where certificates are demanded. Error: crypto.tls_not_set_up.
[[nodiscard]] Result<SslContextPtr> makeTlsContext(const TlsOptions& options);

// Connections that begin from now on are shown this certificate; those that are open stay as they are. Not while
// another thread has one begin. Error: crypto.tls_not_set_up, and then all is as it was.
[[nodiscard]] Result<void> showIdentity(SSL_CTX* context, const std::string& certificate_pem,
                                        const std::string& key_pem);

// Why the peer's certificate was refused, as " (…)" for a log; empty when it was not.
[[nodiscard]] std::string verifyFailure(SSL* connection);

// Common name of the certificate that the peer showed and that was verified; empty when there is none.
[[nodiscard]] std::string peerCommonName(SSL* connection);

}  // namespace diemcau::centre
