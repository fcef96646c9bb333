// SPDX-License-Identifier: Apache-2.0
// The recording's key by mbedTLS.
#include "daemon/agent/recording_key.h"

#include <mbedtls/hkdf.h>
#include <mbedtls/pk.h>
#include <mbedtls/platform_util.h>
#include <sys/random.h>

#include <format>
#include <memory>
#include <string_view>
#include <vector>

#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::string_view kPurpose = "diemcau recording key";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMaxPemBytes = 64 * 1024;
constexpr std::size_t kMaxDerBytes = 16 * 1024;

struct PkKey {
  PkKey() { mbedtls_pk_init(&context); }
  ~PkKey() { mbedtls_pk_free(&context); }
  PkKey(const PkKey&) = delete;
  PkKey& operator=(const PkKey&) = delete;

  mbedtls_pk_context context{};
};

// For mbedTLS's blinding.
int randomBytes(void*, unsigned char* bytes, std::size_t count) noexcept {
  while (count > 0) {
    const ssize_t got = ::getrandom(bytes, count, 0);
    if (got <= 0) return -1;
    bytes += got;
    count -= static_cast<std::size_t>(got);
  }
  return 0;
}

}  // namespace

Result<std::string> recordingKeyOf(const std::filesystem::path& key_pem) {
  auto pem = base::readFile(key_pem, kMaxPemBytes);
  if (!pem) return std::unexpected(std::move(pem.error()));
  PkKey key;
  // With its NUL, as mbedTLS wants text.
  int code = mbedtls_pk_parse_key(&key.context, reinterpret_cast<const unsigned char*>(pem->c_str()), pem->size() + 1,
                                  nullptr, 0, randomBytes, nullptr);
  mbedtls_platform_zeroize(pem->data(), pem->size());
  if (code != 0) return fail("identity", "key_unreadable", std::format("mbedTLS -0x{:04x}", -code));
  std::vector<unsigned char> der(kMaxDerBytes);
  const int length = mbedtls_pk_write_key_der(&key.context, der.data(), der.size());  // at the end of the buffer
  std::string derived(kKeyBytes, '\0');
  code = length;
  if (length > 0) {
    code = mbedtls_hkdf(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), nullptr, 0,
                        der.data() + der.size() - static_cast<std::size_t>(length), static_cast<std::size_t>(length),
                        reinterpret_cast<const unsigned char*>(kPurpose.data()), kPurpose.size(),
                        reinterpret_cast<unsigned char*>(derived.data()), derived.size());
  }
  mbedtls_platform_zeroize(der.data(), der.size());
  if (code < 0) return fail("identity", "key_unreadable", std::format("mbedTLS -0x{:04x}", -code));
  return derived;
}

}  // namespace diemcau::agent
