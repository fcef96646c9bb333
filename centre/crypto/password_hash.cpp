// SPDX-License-Identifier: Apache-2.0
// Password hashing by OpenSSL's EVP_KDF, written as "argon2id$<salt>$<key>" in base64.
#include "centre/crypto/password_hash.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <array>
#include <cstdint>
#include <vector>

#include "centre/crypto/digest.h"
#include "centre/crypto/openssl.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

using KdfPtr = std::unique_ptr<EVP_KDF, OpensslFree<EVP_KDF_free>>;
using KdfContextPtr = std::unique_ptr<EVP_KDF_CTX, OpensslFree<EVP_KDF_CTX_free>>;

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kKeyBytes = 32;

// The costs are part of the name, so that others may come without making old hashes useless.
constexpr std::string_view kArgon2id = "argon2id-19456-2-1";
constexpr std::string_view kScrypt = "scrypt-32768-8-1";

OSSL_PARAM octets(const char* name, std::string_view bytes) {
  return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(bytes.data()), bytes.size());
}

Result<std::string> derive(const char* algorithm, std::vector<OSSL_PARAM> costs, std::string_view password,
                           std::string_view salt) {
  const KdfPtr kdf(EVP_KDF_fetch(nullptr, algorithm, nullptr));
  const KdfContextPtr context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  if (!context) return opensslFailure("not_hashed");
  costs.push_back(octets(OSSL_KDF_PARAM_PASSWORD, password));
  costs.push_back(octets(OSSL_KDF_PARAM_SALT, salt));
  costs.push_back(OSSL_PARAM_construct_end());
  std::string key(kKeyBytes, '\0');
  if (EVP_KDF_derive(context.get(), reinterpret_cast<unsigned char*>(key.data()), key.size(), costs.data()) != 1) {
    return opensslFailure("not_hashed");
  }
  return key;
}

Result<std::string> argon2id(std::string_view password, std::string_view salt) {
  std::uint32_t kibibytes = 19456;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  return derive("ARGON2ID",
                {OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &kibibytes),
                 OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &passes),
                 OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &lanes)},
                password, salt);
}

Result<std::string> scrypt(std::string_view password, std::string_view salt) {
  std::uint64_t n = 32768;
  std::uint32_t r = 8;
  std::uint32_t p = 1;
  std::uint64_t memory = 64 * 1024 * 1024;
  return derive("SCRYPT",
                {OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
                 OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_R, &r),
                 OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_SCRYPT_P, &p),
                 OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory)},
                password, salt);
}

std::string text(std::string_view algorithm, std::string_view salt, std::string_view key) {
  return std::string(algorithm) + "$" + encodeBase64(salt) + "$" + encodeBase64(key);
}

}  // namespace

Result<std::string> hashPassword(std::string_view password) {
  const std::string salt = randomBytes(kSaltBytes);
  if (const auto key = argon2id(password, salt)) return text(kArgon2id, salt, *key);
  const auto key = scrypt(password, salt);
  if (!key) return std::unexpected(key.error());
  return text(kScrypt, salt, *key);
}

bool passwordMatches(std::string_view password, std::string_view hash) {
  const auto first = hash.find('$');
  const auto second = first == hash.npos ? hash.npos : hash.find('$', first + 1);
  if (second == hash.npos) return false;
  const auto salt = decodeBase64(hash.substr(first + 1, second - first - 1));
  const auto expected = decodeBase64(hash.substr(second + 1));
  if (!salt || !expected) return false;
  const std::string_view algorithm = hash.substr(0, first);
  if (algorithm != kArgon2id && algorithm != kScrypt) return false;
  const auto key = algorithm == kArgon2id ? argon2id(password, *salt) : scrypt(password, *salt);
  return key && equalSecrets(*key, *expected);
}

}  // namespace diemcau::centre
