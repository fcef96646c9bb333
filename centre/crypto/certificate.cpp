// SPDX-License-Identifier: Apache-2.0
// Making and reading certificates with OpenSSL.
#include "centre/crypto/certificate.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <utility>

namespace diemcau::centre {
namespace {

using BignumPtr = std::unique_ptr<BIGNUM, OpensslFree<BN_free>>;
using Pkcs7Ptr = std::unique_ptr<PKCS7, OpensslFree<PKCS7_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, OpensslFree<X509_EXTENSION_free>>;

struct Extension {
  int nid;
  std::string value;
};

std::time_t seconds(Timestamp time) { return std::chrono::system_clock::to_time_t(time); }

// 127 random bits: positive and unique without a counter on disk (RFC 5280, 4.1.2.2).
bool setSerial(X509* certificate) {
  const BignumPtr number(BN_new());
  return number && BN_rand(number.get(), 127, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool setSubject(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.data()),
                                    static_cast<int>(common_name.size()), -1, 0) == 1;
}

bool addExtensions(X509* certificate, X509* issuer, const std::vector<Extension>& extensions) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  for (const Extension& extension : extensions) {
    const ExtensionPtr made(X509V3_EXT_conf_nid(nullptr, &context, extension.nid, extension.value.c_str()));
    if (!made || X509_add_ext(certificate, made.get(), -1) != 1) return false;
  }
  return true;
}

struct Content {
  std::string common_name;
  Timestamp not_before{};
  Timestamp not_after{};
  std::vector<Extension> extensions;
};

// Without an issuer the certificate signs itself.
Result<X509Ptr> make(const Content& content, EVP_PKEY* subject_key, X509* issuer, EVP_PKEY* issuer_key) {
  X509Ptr certificate(X509_new());
  if (!certificate) return opensslFailure("certificate_not_made");
  X509* self = certificate.get();
  if (issuer == nullptr) issuer = self;
  const bool made = X509_set_version(self, X509_VERSION_3) == 1 && setSerial(self) &&
                    ASN1_TIME_set(X509_getm_notBefore(self), seconds(content.not_before)) != nullptr &&
                    ASN1_TIME_set(X509_getm_notAfter(self), seconds(content.not_after)) != nullptr &&
                    setSubject(self, content.common_name) &&
                    X509_set_issuer_name(self, X509_get_subject_name(issuer)) == 1 &&
                    X509_set_pubkey(self, subject_key) == 1 && addExtensions(self, issuer, content.extensions) &&
                    X509_sign(self, issuer_key, EVP_sha256()) > 0;
  if (!made) return opensslFailure("certificate_not_made");
  return certificate;
}

std::string alternativeNames(const std::vector<std::string>& hosts) {
  std::string names;
  for (const std::string& host : hosts) {
    if (!names.empty()) names += ',';
    names += (isAddress(host) ? "IP:" : "DNS:") + host;
  }
  return names;
}

}  // namespace

bool isAddress(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> address{};
  return ::inet_pton(AF_INET, host.c_str(), address.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), address.data()) == 1;
}

Result<Certificate> Certificate::fromPem(std::string_view pem) {
  const BioPtr source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  X509Ptr certificate(source ? PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!certificate) return opensslFailure("certificate_malformed");
  return Certificate(std::move(certificate));
}

Result<Certificate> Certificate::makeAuthority(const PrivateKey& key, const std::string& common_name,
                                               Timestamp not_before, Timestamp not_after) {
  const Content content{common_name,
                        not_before,
                        not_after,
                        {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
                         {NID_key_usage, "critical,keyCertSign,cRLSign"},
                         {NID_subject_key_identifier, "hash"}}};
  auto certificate = make(content, key.get(), nullptr, key.get());
  if (!certificate) return std::unexpected(std::move(certificate).error());
  return Certificate(std::move(*certificate));
}

Result<Certificate> Certificate::issue(const Certificate& authority, const PrivateKey& authority_key,
                                       const PublicKey& subject_key, const CertificateRequest& request) {
  const bool server = request.use == CertificateUse::Server;
  Content content{request.common_name,
                  request.not_before,
                  request.not_after,
                  {{NID_basic_constraints, "critical,CA:FALSE"},
                   {NID_key_usage, "critical,digitalSignature"},
                   {NID_ext_key_usage, server ? "serverAuth" : "clientAuth"},
                   {NID_subject_key_identifier, "hash"},
                   {NID_authority_key_identifier, "keyid:always"}}};
  if (!request.hosts.empty()) content.extensions.push_back({NID_subject_alt_name, alternativeNames(request.hosts)});
  auto certificate = make(content, subject_key.get(), authority.get(), authority_key.get());
  if (!certificate) return std::unexpected(std::move(certificate).error());
  return Certificate(std::move(*certificate));
}

std::string Certificate::toPem() const {
  const BioPtr memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), certificate_.get()) != 1) return {};
  return contentOf(memory.get());
}

std::string Certificate::toCertsOnly() const {
  const Pkcs7Ptr message(PKCS7_new());
  if (!message || PKCS7_set_type(message.get(), NID_pkcs7_signed) != 1) return {};
  PKCS7_SIGNED* const data = message->d.sign;
  data->contents->type = OBJ_nid2obj(NID_pkcs7_data);
  if (ASN1_INTEGER_set(data->version, 1) != 1 || PKCS7_add_certificate(message.get(), certificate_.get()) != 1)
    return {};
  unsigned char* der = nullptr;
  const int size = i2d_PKCS7(message.get(), &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

Timestamp Certificate::notAfter() const {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate_.get()), &parts) != 1) return {};
  return Timestamp(std::chrono::seconds(::timegm(&parts)));
}

std::string Certificate::serial() const {
  const BignumPtr number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate_.get()), nullptr));
  char* const digits = number ? BN_bn2hex(number.get()) : nullptr;
  std::string text = digits == nullptr ? "" : digits;
  OPENSSL_free(digits);
  std::ranges::transform(text, text.begin(), [](unsigned char digit) { return std::tolower(digit); });
  return text;
}

bool Certificate::isFor(const std::string& host) const {
  if (isAddress(host)) return X509_check_ip_asc(certificate_.get(), host.c_str(), 0) == 1;
  return X509_check_host(certificate_.get(), host.c_str(), host.size(), 0, nullptr) == 1;
}

}  // namespace diemcau::centre
