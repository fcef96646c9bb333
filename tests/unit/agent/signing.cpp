// SPDX-License-Identifier: Apache-2.0
// Keys made in the test, and Configs signed with them.
#include "tests/unit/agent/signing.h"

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/ecp.h>
#include <mbedtls/entropy.h>
#include <mbedtls/pk.h>

#include <array>
#include <stdexcept>

#include "contract/envelope.h"
#include "daemon/agent/digest.h"

namespace diemcau::agent::test {
namespace {

void must(int code) {
  if (code != 0) throw std::runtime_error("mbedTLS: " + std::to_string(code));
}

}  // namespace

struct SigningKey::Parts {
  Parts() {
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random);
    mbedtls_pk_init(&key);
    must(mbedtls_ctr_drbg_seed(&random, mbedtls_entropy_func, &entropy, nullptr, 0));
    must(mbedtls_pk_setup(&key, mbedtls_pk_info_from_type(MBEDTLS_PK_ECKEY)));
    must(mbedtls_ecp_gen_key(MBEDTLS_ECP_DP_SECP256R1, mbedtls_pk_ec(key), mbedtls_ctr_drbg_random, &random));
    std::array<unsigned char, 256> der{};
    const int size = mbedtls_pk_write_pubkey_der(&key, der.data(), der.size());  // at the buffer's end
    if (size <= 0) must(size);
    spki.assign(der.end() - size, der.end());
    id = sha256Hex(spki);
  }
  ~Parts() {
    mbedtls_pk_free(&key);
    mbedtls_ctr_drbg_free(&random);
    mbedtls_entropy_free(&entropy);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  mbedtls_entropy_context entropy;
  mbedtls_ctr_drbg_context random;
  mbedtls_pk_context key;
  std::string spki;
  std::string id;
};

SigningKey::SigningKey() : parts_(std::make_shared<Parts>()) {}
const std::string& SigningKey::id() const { return parts_->id; }
const std::string& SigningKey::spki() const { return parts_->spki; }

std::string SigningKey::sign(std::string_view bytes) const {
  const Sha256 digest = sha256(bytes);
  std::array<unsigned char, MBEDTLS_PK_SIGNATURE_MAX_SIZE> signature{};
  std::size_t size = 0;
  must(mbedtls_pk_sign(&parts_->key, MBEDTLS_MD_SHA256, digest.data(), digest.size(), signature.data(),
                       signature.size(), &size, mbedtls_ctr_drbg_random, &parts_->random));
  return {signature.begin(), signature.begin() + static_cast<std::ptrdiff_t>(size)};
}

TrustRoot trustRoot(std::initializer_list<SigningKey> config_keys, std::uint32_t threshold) {
  TrustRoot root;
  root.version = 1;
  root.expires_at = configOf(1).expires_at;
  for (const SigningKey& key : config_keys) {
    root.keys[key.id()] = key.spki();
    root.config.keyids.push_back(key.id());
  }
  root.config.threshold = threshold;
  root.root = root.online = root.config;
  return root;
}

std::string envelopeOf(std::string_view payload, std::initializer_list<SigningKey> signers,
                       std::string_view payload_type) {
  Envelope envelope{std::string{payload_type}, std::string{payload}, {}};
  for (const SigningKey& signer : signers) {
    envelope.signatures.push_back({signer.id(), signer.sign(preAuthEncoding(payload_type, payload))});
  }
  return writeEnvelope(envelope);
}

Config configOf(std::uint64_t version) {
  Config config;
  config.endpoint = kEndpoint;
  config.version = version;
  config.issued_at = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
  config.expires_at = std::chrono::sys_days{std::chrono::year{2030} / 1 / 1};
  config.body.site = {"79", "Thành phố Hồ Chí Minh"};
  config.body.screen.maket = MaketText{"co-dien", "BỘ NỘI VỤ", "HỘI NGHỊ", {"TRỰC TUYẾN"}, "{site}, ngày 15"};
  config.body.uplink =
      UplinkConfig{{"centre.example", 9000, "#!::r=79,m=publish,u=box-1a2b3c4d", "0123456789abcdef", 120}};
  config.body.reporting = {3, 5};
  return config;
}

}  // namespace diemcau::agent::test
