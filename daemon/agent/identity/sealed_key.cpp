// SPDX-License-Identifier: Apache-2.0
// The private key at rest.
#include "daemon/agent/identity/sealed_key.h"

#include <mbedtls/gcm.h>

#include <cassert>

#include "daemon/agent/identity/derived_key.h"
#include "daemon/agent/identity/mbed.h"

namespace diemcau::agent {
namespace {

using mbed::bytesOf;

constexpr std::string_view kMagic = "DCKEY1\r\n";
constexpr std::string_view kPurpose = "diemcau key at rest";
constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kHeadBytes = kMagic.size() + kSaltBytes + kNonceBytes;

using Gcm = mbed::Owned<mbedtls_gcm_context, mbedtls_gcm_init, mbedtls_gcm_free>;

void useKey(Gcm& gcm, std::string_view box_secret, std::string_view head) {
  const Secret key = derivedKey(box_secret, head.substr(kMagic.size(), kSaltBytes), kPurpose);
  [[maybe_unused]] const int code =
      mbedtls_gcm_setkey(gcm.get(), MBEDTLS_CIPHER_ID_AES, key.data(), static_cast<unsigned>(key.size() * 8));
  assert(code == 0);
}

}  // namespace

Result<std::string> sealKey(const DeviceKey& key, std::string_view box_secret) {
  std::string file(kHeadBytes + key.der().size() + kTagBytes, '\0');
  auto* const bytes = reinterpret_cast<unsigned char*>(file.data());
  kMagic.copy(file.data(), kMagic.size());
  if (mbed::randomBytes(nullptr, bytes + kMagic.size(), kSaltBytes + kNonceBytes) != 0) {
    return fail("identity", "key_not_sealed", "no randomness");
  }
  Gcm gcm;
  useKey(gcm, box_secret, file);
  [[maybe_unused]] const int code = mbedtls_gcm_crypt_and_tag(
      gcm.get(), MBEDTLS_GCM_ENCRYPT, key.der().size(), bytes + kMagic.size() + kSaltBytes, kNonceBytes, bytes,
      kHeadBytes, key.der().data(), bytes + kHeadBytes, kTagBytes, bytes + kHeadBytes + key.der().size());
  assert(code == 0);
  return file;
}

Result<DeviceKey> openKey(std::string_view sealed, std::string_view box_secret) {
  if (sealed.size() <= kHeadBytes + kTagBytes || !sealed.starts_with(kMagic)) {
    return fail("identity", "key_damaged", "key.sealed");
  }
  const std::string_view head = sealed.substr(0, kHeadBytes);
  const std::string_view content = sealed.substr(kHeadBytes, sealed.size() - kHeadBytes - kTagBytes);
  const std::string_view tag = sealed.substr(sealed.size() - kTagBytes);
  Gcm gcm;
  useKey(gcm, box_secret, head);
  Secret der(content.size());
  const int code =
      mbedtls_gcm_auth_decrypt(gcm.get(), content.size(), bytesOf(head.substr(kHeadBytes - kNonceBytes)), kNonceBytes,
                               bytesOf(head), head.size(), bytesOf(tag), tag.size(), bytesOf(content), der.data());
  if (code != 0) return fail("identity", "key_not_opened", "key.sealed was changed, or sealed with another secret");
  return DeviceKey::read(der.view());
}

}  // namespace diemcau::agent
