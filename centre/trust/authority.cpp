// SPDX-License-Identifier: Apache-2.0
// Opens the centre's keys, and makes at the first start those that are not there.
#include "centre/trust/authority.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "centre/crypto/digest.h"
#include "centre/crypto/signing_request.h"
#include "centre/files/atomic_file.h"
#include "centre/files/directory_lock.h"
#include "centre/log/log.h"
#include "centre/trust/trust_roots.h"
#include "contract/trust_root.h"

namespace diemcau::centre {
namespace {

using std::chrono::days;

constexpr auto kAuthorityLife = days(3652);
constexpr auto kServerLife = days(365);
constexpr auto kServerRenewal = days(60);
constexpr auto kClientLife = days(365);
// Certificates are valid from a day before: a caller's clock may be slow.
constexpr auto kSlowClock = days(1);
constexpr std::size_t kMaxKeyFile = 64 * 1024;
constexpr std::size_t kPassphraseLength = 32;

// Reads the file, or makes its content and stores that.
template <class Make>
Result<std::string> readOrMake(const std::filesystem::path& path, Make make) {
  auto content = readFile(path, kMaxKeyFile);
  if (content || content.error().code != "not_found") return content;
  content = make();
  if (!content) return content;
  if (const auto stored = writeFileDurably(path, *content, kSecretFile); !stored) {
    return std::unexpected(stored.error());
  }
  return content;
}

Result<PrivateKey> openKey(const std::filesystem::path& path) {
  const auto pem = readOrMake(
      path, [] { return PrivateKey::generate().and_then([](const PrivateKey& key) { return key.toPem(); }); });
  if (!pem) return std::unexpected(pem.error());
  auto key = PrivateKey::fromPem(*pem);
  if (!key) return std::unexpected(std::move(key).error().within(path.string()));
  return key;
}

Result<Certificate> openAuthority(const std::filesystem::path& path, const PrivateKey& key, Timestamp now) {
  const auto pem = readOrMake(path, [&] {
    return Certificate::makeAuthority(key, "diemcau " + key.keyId().substr(0, 8), now - kSlowClock,
                                      now + kAuthorityLife)
        .transform([](const Certificate& certificate) { return certificate.toPem(); });
  });
  if (!pem) return std::unexpected(pem.error());
  auto certificate = Certificate::fromPem(*pem);
  if (!certificate) return std::unexpected(std::move(certificate).error().within(path.string()));
  return certificate;
}

std::string makeTrustRoot(const PrivateKey& root, const PrivateKey& config, const PrivateKey& online, Timestamp now) {
  TrustRoot document;
  document.version = 1;
  document.expires_at = now + kTrustRootLife;
  for (const PrivateKey* key : {&root, &config, &online}) document.keys[key->keyId()] = key->publicDer();
  document.root = {{root.keyId()}, 1};
  document.config = {{config.keyId()}, 1};
  document.online = {{online.keyId()}, 1};
  return writeTrustRoot(document);
}

// The config key must be the one that endpoints were told of first; later roots may give the role to keys that
// are held apart, and then the centre only has no say.
Result<void> checkTrustRoot(const DataDirectory& data, const PrivateKey& config, const PrivateKey& online) {
  const auto root = TrustRoots(data).newest();
  if (!root) return std::unexpected(root.error());
  const bool known = root->keys.contains(config.keyId());
  if (!known && root->version == 1) return fail("trust_root", "key_unknown", config.keyId());
  if (!known) logWarning("the trust root does not name the key of keys/config.key.pem");
  if (!std::ranges::contains(root->online.keyids, online.keyId())) {
    logWarning("the trust root does not name the key of keys/online.key.pem: endpoints do not believe our time");
  }
  return {};
}

}  // namespace

Authority::Authority(DataDirectory data, PrivateKey key, Certificate certificate, Signer config_signer,
                     Signer online_signer)
    : data_(std::move(data)),
      key_(std::move(key)),
      certificate_(std::move(certificate)),
      config_signer_(std::move(config_signer)),
      online_signer_(std::move(online_signer)),
      certificate_pem_(certificate_.toPem()) {}

Result<Authority> Authority::open(const DataDirectory& data, Timestamp now) {
  for (const auto& directory : {data.root, data.authorityKey().parent_path()}) {
    if (const auto made = makeDirectory(directory, kSecretDirectory); !made) return std::unexpected(made.error());
  }
  const DirectoryLock lock(data.lock());
  if (!lock.held()) return fail("file", "not_written", data.lock().string() + ": " + std::strerror(errno));

  auto key = openKey(data.authorityKey());
  if (!key) return std::unexpected(std::move(key).error());
  auto certificate = openAuthority(data.authorityCertificate(), *key, now);
  if (!certificate) return std::unexpected(std::move(certificate).error());
  auto config = openKey(data.configKey());
  if (!config) return std::unexpected(std::move(config).error());
  auto online = openKey(data.onlineKey());
  if (!online) return std::unexpected(std::move(online).error());

  // The root's key is needed for the first root alone: people take it away to where it is safe.
  const auto trust_root = readOrMake(data.trustRoot(), [&] {
    return openKey(data.rootKey()).transform([&](const PrivateKey& root) {
      return makeTrustRoot(root, *config, *online, now);
    });
  });
  if (!trust_root) return std::unexpected(trust_root.error());
  if (auto checked = checkTrustRoot(data, *config, *online); !checked) {
    return std::unexpected(std::move(checked).error().within(data.trustRoot().string()));
  }
  const auto passphrase =
      readOrMake(data.requestPassphrase(), [] { return Result<std::string>(randomText(kPassphraseLength)); });
  if (!passphrase) return std::unexpected(passphrase.error());

  Authority authority(data, std::move(*key), std::move(*certificate), Signer(std::move(*config)),
                      Signer(std::move(*online)));
  authority.trust_root_json_ = *trust_root;
  authority.request_passphrase_ = passphrase->substr(0, passphrase->find('\n'));
  return authority;
}

bool ServerIdentity::isDue(Timestamp now) const { return expires_at <= now + kServerRenewal; }

Result<std::optional<ServerIdentity>> Authority::storedServer(const std::string& public_host) const {
  const auto key = readFile(data_.serverKey(), kMaxKeyFile).and_then(PrivateKey::fromPem);
  const auto certificate = readFile(data_.serverCertificate(), kMaxKeyFile).and_then(Certificate::fromPem);
  const bool usable = key && certificate && certificate->isFor(public_host) &&
                      X509_check_private_key(certificate->get(), key->get()) == 1;
  if (!usable) return std::nullopt;
  auto key_pem = key->toPem();
  if (!key_pem) return std::unexpected(std::move(key_pem).error());
  return ServerIdentity{certificate->toPem(), std::move(*key_pem), certificate->serial(), certificate->notAfter()};
}

Result<ServerIdentity> Authority::issueServer(const std::string& public_host, Timestamp now) const {
  const DirectoryLock lock(data_.lock());
  const auto key = openKey(data_.serverKey());
  if (!key) return std::unexpected(key.error());
  auto key_pem = key->toPem();
  if (!key_pem) return std::unexpected(std::move(key_pem).error());
  CertificateRequest request{public_host, CertificateUse::Server, {public_host}, now - kSlowClock, now + kServerLife};
  for (const char* host : {"localhost", "127.0.0.1"}) {
    if (public_host != host) request.hosts.emplace_back(host);
  }
  const auto certificate = Certificate::issue(certificate_, key_, *key, request);
  if (!certificate) return std::unexpected(certificate.error());
  return ServerIdentity{certificate->toPem(), std::move(*key_pem), certificate->serial(), certificate->notAfter()};
}

Result<void> Authority::storeServer(const ServerIdentity& identity) const {
  return writeFileDurably(data_.serverCertificate(), identity.certificate_pem, kSecretFile);
}

Result<Certificate> Authority::certify(const PublicKey& key, const std::string& endpoint, Timestamp now) const {
  const CertificateRequest request{endpoint, CertificateUse::Client, {}, now - kSlowClock, now + kClientLife};
  return Certificate::issue(certificate_, key_, key, request);
}

Result<ClientIdentity> Authority::makeClient(Timestamp now) const {
  auto key = PrivateKey::generate();
  if (!key) return std::unexpected(std::move(key).error());
  const std::string endpoint = endpointIdOf(key->publicKey());
  auto certificate = certify(key->publicKey(), endpoint, now);
  if (!certificate) return std::unexpected(std::move(certificate).error());
  return ClientIdentity{std::move(*key), endpoint, std::move(*certificate)};
}

}  // namespace diemcau::centre
