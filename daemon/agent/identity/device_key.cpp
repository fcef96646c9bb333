// SPDX-License-Identifier: Apache-2.0
// The endpoint's private key by mbedTLS.
#include "daemon/agent/identity/device_key.h"

#include <mbedtls/ecp.h>
#include <mbedtls/platform_util.h>

#include <array>
#include <utility>

#include "daemon/agent/digest.h"
#include "daemon/agent/identity/mbed.h"

namespace diemcau::agent {
namespace {

using mbed::codeText;
using mbed::randomBytes;

constexpr std::size_t kMaxDerBytes = 16 * 1024;  // an RSA key of a provisioned identity, too
constexpr std::size_t kMaxRequestBytes = 4 * 1024;

// mbedTLS writes DER to the end of the buffer.
std::string endOf(std::string& buffer, int length) {
  return buffer.substr(buffer.size() - static_cast<std::size_t>(length));
}

}  // namespace

struct DeviceKey::Parts {
  mbed::Key key;
};

DeviceKey::DeviceKey() : parts_(std::make_unique<Parts>()) {}
DeviceKey::DeviceKey(DeviceKey&&) noexcept = default;
DeviceKey& DeviceKey::operator=(DeviceKey&&) noexcept = default;
DeviceKey::~DeviceKey() = default;

Result<DeviceKey> DeviceKey::generate() {
  DeviceKey made;
  mbedtls_pk_context* const key = made.parts_->key.get();
  int code = mbedtls_pk_setup(key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY));
  if (code == 0) code = mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(*key), randomBytes, nullptr);
  if (code != 0) return fail("identity", "key_not_made", codeText(code));
  if (auto described = made.describe(); !described) return std::unexpected(std::move(described.error()));
  return made;
}

Result<DeviceKey> DeviceKey::read(std::string_view bytes) {
  DeviceKey read;
  // With a NUL behind it, as mbedTLS wants PEM.
  std::string copy;
  copy.reserve(bytes.size() + 1);
  copy.append(bytes).push_back('\0');
  const Secret text(std::move(copy));
  const bool pem = bytes.contains("-----BEGIN");
  const int code = mbedtls_pk_parse_key(read.parts_->key.get(), text.data(), text.size() - (pem ? 0 : 1), nullptr, 0,
                                        randomBytes, nullptr);
  if (code != 0) return fail("identity", "key_unreadable", codeText(code));
  if (auto described = read.describe(); !described) return std::unexpected(std::move(described.error()));
  return read;
}

Result<void> DeviceKey::describe() {
  Secret der(kMaxDerBytes);
  int length = mbedtls_pk_write_key_der(parts_->key.get(), der.data(), der.size());
  if (length < 0) return fail("identity", "key_unreadable", codeText(length));
  der_ = Secret(std::string(der.view().substr(der.size() - static_cast<std::size_t>(length))));
  std::string spki(kMaxDerBytes, '\0');
  length = mbedtls_pk_write_pubkey_der(parts_->key.get(), reinterpret_cast<unsigned char*>(spki.data()), spki.size());
  if (length < 0) return fail("identity", "key_unreadable", codeText(length));
  public_der_ = endOf(spki, length);
  id_ = sha256Hex(public_der_);
  return {};
}

Secret DeviceKey::pem() const {
  Secret pem(2 * kMaxDerBytes);
  if (mbedtls_pk_write_key_pem(parts_->key.get(), pem.data(), pem.size()) != 0) return {};
  return Secret(std::string(pem.view().substr(0, pem.view().find('\0'))));
}

Result<std::string> DeviceKey::request(const std::string& common_name) const {
  mbed::RequestWriter writer;
  mbedtls_x509write_csr_set_md_alg(writer.get(), MBEDTLS_MD_SHA256);
  mbedtls_x509write_csr_set_key(writer.get(), parts_->key.get());
  int code = mbedtls_x509write_csr_set_subject_name(writer.get(), ("CN=" + common_name).c_str());
  if (code != 0) return fail("identity", "request_not_made", codeText(code));
  std::string der(kMaxRequestBytes, '\0');
  code = mbedtls_x509write_csr_der(writer.get(), reinterpret_cast<unsigned char*>(der.data()), der.size(), randomBytes,
                                   nullptr);
  if (code < 0) return fail("identity", "request_not_made", codeText(code));
  return endOf(der, code);
}

}  // namespace diemcau::agent
