// SPDX-License-Identifier: Apache-2.0
// The endpoint's certificate by mbedTLS.
#include "daemon/agent/identity/certificate.h"

#include <mbedtls/oid.h>
#include <mbedtls/pem.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "daemon/agent/identity/mbed.h"

namespace diemcau::agent {
namespace {

using mbed::Certificates;
using mbed::codeText;

constexpr std::size_t kMaxPemBytes = 64 * 1024;

Timestamp timeOf(const mbedtls_x509_time& time) {
  using namespace std::chrono;
  const sys_days day = year{time.year} / month{static_cast<unsigned>(time.mon)} / time.day;
  return day + hours{time.hour} + minutes{time.min} + seconds{time.sec};
}

std::string publicDerOf(mbedtls_x509_crt& certificate) {
  std::array<unsigned char, 4096> der{};
  const int length = mbedtls_pk_write_pubkey_der(&certificate.pk, der.data(), der.size());
  if (length <= 0) return {};
  return {reinterpret_cast<const char*>(der.data() + der.size()) - length, static_cast<std::size_t>(length)};
}

std::string commonNameOf(const mbedtls_x509_crt& certificate) {
  for (const mbedtls_x509_name* name = &certificate.subject; name != nullptr; name = name->next) {
    if (MBEDTLS_OID_CMP(MBEDTLS_OID_AT_CN, &name->oid) != 0) continue;
    return {reinterpret_cast<const char*>(name->val.p), name->val.len};
  }
  return {};
}

std::string pemOf(std::string_view der) {
  std::string pem(der.size() * 2 + 128, '\0');
  std::size_t length = 0;
  mbedtls_pem_write_buffer("-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n", mbed::bytesOf(der),
                           der.size(), reinterpret_cast<unsigned char*>(pem.data()), pem.size(), &length);
  pem.resize(length > 0 ? length - 1 : 0);  // without its NUL
  return pem;
}

std::string_view derOf(const mbedtls_x509_crt& certificate) {
  return {reinterpret_cast<const char*>(certificate.raw.p), certificate.raw.len};
}

Result<void> readPem(Certificates& into, std::string_view pem, std::string_view code) {
  if (pem.size() > kMaxPemBytes) return fail("certificate", code, "too large");
  const std::string text(pem);  // with a NUL behind it
  const int wrong = mbedtls_x509_crt_parse(into.get(), mbed::bytesOf(text), text.size() + 1);
  if (wrong != 0) return fail("certificate", code, wrong < 0 ? codeText(wrong) : std::to_string(wrong) + " of them");
  return {};
}

// Whether the first of `chain` comes from one of `ca`, at whatever time.
bool isIssuedBy(Certificates& chain, Certificates& ca) {
  constexpr std::uint32_t kOfTime = MBEDTLS_X509_BADCERT_EXPIRED | MBEDTLS_X509_BADCERT_FUTURE;
  std::uint32_t flags = 0;
  const int code = mbedtls_x509_crt_verify(chain.get(), ca.get(), nullptr, nullptr, &flags, nullptr, nullptr);
  return code == 0 || (code == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED && (flags & ~kOfTime) == 0);
}

// Where the certificate of the key stands; the one's own is the first of a chain.
Result<std::size_t> placeOf(std::span<const std::string> certificates, const DeviceKey& key) {
  for (std::size_t place = 0; place < certificates.size(); ++place) {
    Certificates one;
    const std::string& der = certificates[place];
    const int code = mbedtls_x509_crt_parse_der(one.get(), mbed::bytesOf(der), der.size());
    if (code != 0) return fail("certificate", "unreadable", codeText(code));
    if (publicDerOf(*one.get()) == key.publicDer()) return place;
  }
  return fail("certificate", "key_other");
}

}  // namespace

Result<DeviceCertificate> chooseCertificate(std::span<const std::string> certificates, const CertificateWish& wish) {
  const auto place = placeOf(certificates, wish.key);
  if (!place) return std::unexpected(place.error());
  std::vector<std::string> ordered(certificates.begin(), certificates.end());
  std::rotate(ordered.begin(), ordered.begin() + static_cast<std::ptrdiff_t>(*place),
              ordered.begin() + static_cast<std::ptrdiff_t>(*place) + 1);
  Certificates chain;
  DeviceCertificate chosen;
  for (const std::string& der : ordered) {
    const int code = mbedtls_x509_crt_parse_der(chain.get(), mbed::bytesOf(der), der.size());
    if (code != 0) return fail("certificate", "unreadable", codeText(code));
    chosen.pem += pemOf(der);
  }
  if (commonNameOf(*chain.get()) != wish.endpoint) {
    return fail("certificate", "name_other", std::string(wish.endpoint) + " is expected");
  }
  Certificates ca;
  if (auto read = readPem(ca, wish.ca_pem, "ca_unreadable"); !read) return std::unexpected(std::move(read.error()));
  if (!isIssuedBy(chain, ca)) return fail("certificate", "untrusted", "not of ca.pem");
  chosen.not_before = timeOf(chain->valid_from);
  chosen.not_after = timeOf(chain->valid_to);
  return chosen;
}

Result<std::vector<std::string>> certificatesOf(std::string_view pem) {
  Certificates read;
  if (auto done = readPem(read, pem, "unreadable"); !done) return std::unexpected(std::move(done.error()));
  std::vector<std::string> certificates;
  for (const mbedtls_x509_crt* one = read.get(); one != nullptr; one = one->next)
    certificates.emplace_back(derOf(*one));
  return certificates;
}

Result<DeviceCertificate> readCertificate(std::string_view pem, const CertificateWish& wish) {
  const auto certificates = certificatesOf(pem);
  if (!certificates) return std::unexpected(certificates.error());
  return chooseCertificate(*certificates, wish);
}

}  // namespace diemcau::agent
