// SPDX-License-Identifier: Apache-2.0
// Setting up OpenSSL for the listeners.
#include "centre/http/tls.h"

#include <openssl/pem.h>

#include "centre/crypto/certificate.h"
#include "centre/crypto/private_key.h"

namespace diemcau::centre {
namespace {

constexpr char kTls12Ciphers[] = "ECDHE+AESGCM:ECDHE+CHACHA20";

bool askForClientCertificate(SSL_CTX* context, const TlsOptions& options) {
  const auto authority = Certificate::fromPem(options.authority_pem);
  if (!authority || X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority->get()) != 1 ||
      SSL_CTX_add_client_CA(context, authority->get()) != 1) {
    return false;
  }
  const bool demanded = options.client_certificates == ClientCertificates::Demanded;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (demanded ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
  SSL_CTX_set_verify_depth(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  return SSL_CTX_set_num_tickets(context, 0) == 1;
}

}  // namespace

Result<SslContextPtr> makeTlsContext(const TlsOptions& options) {
  SslContextPtr context(SSL_CTX_new(TLS_server_method()));
  if (!context) return opensslFailure("tls_not_set_up");
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  const bool asked = options.client_certificates != ClientCertificates::NotAsked;
  const bool demanded = options.client_certificates == ClientCertificates::Demanded;
  const bool ready = SSL_CTX_set_min_proto_version(context.get(), demanded ? TLS1_3_VERSION : TLS1_2_VERSION) == 1 &&
                     SSL_CTX_set_cipher_list(context.get(), kTls12Ciphers) == 1 &&
                     showIdentity(context.get(), options.certificate_pem, options.key_pem) &&
                     (!asked || askForClientCertificate(context.get(), options));
  if (!ready) return opensslFailure("tls_not_set_up");
  return context;
}

Result<void> showIdentity(SSL_CTX* context, const std::string& certificate_pem, const std::string& key_pem) {
  const auto certificate = Certificate::fromPem(certificate_pem);
  const auto key = PrivateKey::fromPem(key_pem);
  const bool shown = certificate && key && X509_check_private_key(certificate->get(), key->get()) == 1 &&
                     SSL_CTX_use_certificate(context, certificate->get()) == 1 &&
                     SSL_CTX_use_PrivateKey(context, key->get()) == 1;
  if (!shown) return opensslFailure("tls_not_set_up");
  return {};
}

std::string verifyFailure(SSL* connection) {
  const long result = SSL_get_verify_result(connection);
  if (result == X509_V_OK) return {};
  return std::string(" (") + X509_verify_cert_error_string(result) + ")";
}

std::string peerCommonName(SSL* connection) {
  const X509Ptr certificate(SSL_get1_peer_certificate(connection));
  if (!certificate || SSL_get_verify_result(connection) != X509_V_OK) return {};
  return commonNameOf(X509_get_subject_name(certificate.get()));
}

}  // namespace diemcau::centre
