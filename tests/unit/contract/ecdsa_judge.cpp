// SPDX-License-Identifier: Apache-2.0
// ECDSA by OpenSSL.
#include "tests/unit/contract/ecdsa_judge.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <format>
#include <memory>

namespace diemcau::test {
namespace {

template <auto release>
struct Release {
  template <class T>
  void operator()(T* object) const {
    release(object);
  }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Release<release>>;

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::array<unsigned char, 32> coordinate(const char* decimal) {
  BIGNUM* number = nullptr;
  BN_dec2bn(&number, decimal);
  const Owned<BIGNUM, BN_free> owned(number);
  std::array<unsigned char, 32> bytes{};
  BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
  return bytes;
}

}  // namespace

bool verifies(std::string_view key, std::string_view message, std::string_view signature) {
  const unsigned char* at = bytesOf(key);
  const Owned<EVP_PKEY, EVP_PKEY_free> parsed(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.size())));
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  return parsed && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, parsed.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(message), message.size()) == 1;
}

std::string keyFromCoordinates(const char* x, const char* y) {
  // RFC 5480: id-ecPublicKey with secp256r1, then the uncompressed point.
  static constexpr unsigned char kPrefix[] = {0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48,
                                              0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48,
                                              0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04};
  std::string key(reinterpret_cast<const char*>(kPrefix), sizeof kPrefix);
  for (const char* decimal : {x, y}) {
    for (const unsigned char byte : coordinate(decimal)) key += static_cast<char>(byte);
  }
  return key;
}

std::string derFromRaw(std::string_view raw) {
  const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytesOf(raw), 32, nullptr), BN_bin2bn(bytesOf(raw) + 32, 32, nullptr));
  std::array<unsigned char, 80> der{};
  unsigned char* end = der.data();
  const int length = i2d_ECDSA_SIG(signature.get(), &end);
  return {reinterpret_cast<const char*>(der.data()), static_cast<std::size_t>(length)};
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  std::string hex;
  for (const unsigned char byte : digest) hex += std::format("{:02x}", byte);
  return hex;
}

}  // namespace diemcau::test
