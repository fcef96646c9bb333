// SPDX-License-Identifier: Apache-2.0
// The identity directory: who this endpoint is, where its centre is, whom it trusts.
#include "daemon/agent/identity/identity_directory.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/agent/identity/private_file.h"
#include "daemon/agent/identity/recording_key.h"
#include "daemon/agent/identity/sealed_key.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::size_t kMaxDocumentBytes = 256 * 1024;
constexpr std::size_t kMaxKeyBytes = 64 * 1024;
constexpr mode_t kOwnersAlone = 0600;

template <class T>
Result<T> readDocumentAt(const std::filesystem::path& file, Result<T> (*parse)(std::string_view)) {
  const auto text = base::readFile(file, kMaxDocumentBytes);
  if (!text) return std::unexpected(text.error());
  auto document = parse(*text);
  if (!document) return std::unexpected(std::move(document.error()).within(file.filename().string()));
  return document;
}

Result<void> writeDurably(const std::filesystem::path& file, std::string_view bytes) {
  return base::writeFileAtomically(file, bytes, kOwnersAlone, base::Durability::Durable);
}

}  // namespace

IdentityDirectory::IdentityDirectory(std::filesystem::path directory, std::unique_ptr<BoardSecret> board)
    : directory_(std::move(directory)),
      secret_(board ? std::move(board) : ownFileSecret(directory_ / kBoxSecretFile)) {}

bool IdentityDirectory::has(std::string_view name) const {
  std::error_code error;
  return std::filesystem::exists(directory_ / name, error) || error;
}

Result<DeviceKey> IdentityDirectory::key() const {
  if (has(kPlainKeyFile)) {
    const auto pem = readPrivateFile(directory_ / kPlainKeyFile, kMaxKeyBytes);
    if (!pem) return std::unexpected(pem.error());
    auto key = DeviceKey::read(pem->view());
    if (!key) return std::unexpected(std::move(key.error()).within(kPlainKeyFile));
    return key;
  }
  if (has(kSealedKeyFile)) {
    const auto sealed = readPrivateFile(directory_ / kSealedKeyFile, kMaxKeyBytes);
    if (!sealed) return std::unexpected(sealed.error());
    const auto secret = secret_->read();
    if (!secret) return std::unexpected(secret.error());
    return openKey(sealed->view(), secret->view());
  }
  if (has(kCertificateFile)) return fail("identity", "key_missing", (directory_ / kSealedKeyFile).string());
  return makeKey();
}

Result<DeviceKey> IdentityDirectory::makeKey() const {
  const auto secret = secret_->readOrMake();
  if (!secret) return std::unexpected(secret.error());
  auto key = DeviceKey::generate();
  if (!key) return key;
  const auto sealed = sealKey(*key, secret->view());
  if (!sealed) return std::unexpected(sealed.error());
  if (auto written = writeDurably(directory_ / kSealedKeyFile, *sealed); !written) {
    return std::unexpected(std::move(written.error()));
  }
  spdlog::info("made the key of {}", key->endpoint());
  return key;
}

Result<LoadedIdentity> IdentityDirectory::load() const {
  auto key = this->key();
  if (!key) return std::unexpected(std::move(key.error()));
  auto root = readDocumentAt(directory_ / "root.json", parseTrustRoot);
  if (!root) return std::unexpected(std::move(root.error()));
  auto trust = TrustChain::create(*std::move(root));
  if (!trust) return std::unexpected(std::move(trust.error()).within("root.json"));

  const bool provisioned = has(kPlainKeyFile) && has(kIdentityFile);
  auto identity = readDocumentAt(directory_ / kIdentityFile, parseIdentity);
  std::optional<Error> unenrolled;
  if (!identity) {
    if (provisioned) return std::unexpected(std::move(identity.error()));
    unenrolled = std::move(identity.error());
    identity = Identity{};
  }
  if (!provisioned) {
    identity->endpoint = key->endpoint();
    if (!has(kCertificateFile)) {
      unenrolled = Error{"identity", "not_enrolled", {}};
    } else if (const auto certificate = this->certificate(*key); !certificate) {
      unenrolled = certificate.error();
    }
  }

  std::optional<KeyMemory> memory;
  if (!has(kPlainKeyFile)) {
    auto held = KeyMemory::create(key->pem());
    if (!held) return std::unexpected(std::move(held.error()));
    memory.emplace(*std::move(held));
  }
  CentreAccess access{identity->centre_url, directory_ / kCertificateFile,
                      memory ? memory->path() : directory_ / kPlainKeyFile, caFile()};
  std::string recording_key = recordingKeyOf(*key);
  return LoadedIdentity{*std::move(identity),  std::move(access), *std::move(trust), std::move(recording_key),
                        std::move(unenrolled), std::move(memory), *std::move(key)};
}

Result<void> IdentityDirectory::storeEnrolled(const Identity& identity, const std::string& certificate_pem) const {
  if (auto written = writeDurably(directory_ / kIdentityFile, writeIdentity(identity)); !written) return written;
  return writeDurably(directory_ / kCertificateFile, certificate_pem);
}

Result<DeviceCertificate> IdentityDirectory::certificateAt(const std::filesystem::path& file,
                                                           const DeviceKey& key) const {
  const auto pem = base::readFile(file, kMaxKeyBytes);
  if (!pem) return std::unexpected(pem.error());
  const auto ca = caPem();
  if (!ca) return std::unexpected(ca.error());
  auto certificate = readCertificate(*pem, {key, key.endpoint(), *ca});
  if (!certificate) return std::unexpected(std::move(certificate.error()).within(file.filename().string()));
  return certificate;
}

Result<DeviceCertificate> IdentityDirectory::certificate(const DeviceKey& key) const {
  return certificateAt(directory_ / kCertificateFile, key);
}

Result<DeviceCertificate> IdentityDirectory::nextCertificate(const DeviceKey& key) const {
  return certificateAt(nextCertificateFile(), key);
}

Result<void> IdentityDirectory::storeNext(const std::string& certificate_pem) const {
  return writeDurably(nextCertificateFile(), certificate_pem);
}

Result<void> IdentityDirectory::takeNext() const {
  const auto pem = base::readFile(nextCertificateFile(), kMaxKeyBytes);
  if (!pem) return std::unexpected(pem.error());
  if (auto written = writeDurably(directory_ / kCertificateFile, *pem); !written) return written;
  dropNext();
  return {};
}

void IdentityDirectory::dropNext() const {
  std::error_code error;
  std::filesystem::remove(nextCertificateFile(), error);
}

Result<std::string> IdentityDirectory::caPem() const { return base::readFile(caFile(), kMaxDocumentBytes); }

}  // namespace diemcau::agent
