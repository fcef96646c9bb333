// SPDX-License-Identifier: Apache-2.0
// Publishing trust roots: TUF specification 5.3, so that what is published is what endpoints accept.
#include "centre/trust/trust_roots.h"

#include <format>
#include <utility>

#include "centre/crypto/public_key.h"
#include "centre/files/atomic_file.h"
#include "centre/files/directory_lock.h"
#include "centre/trust/role_signatures.h"
#include "contract/envelope.h"

namespace diemcau::centre {
namespace {

Result<Envelope> openRoot(std::string_view json) {
  auto envelope = parseEnvelope(json);
  if (envelope && envelope->payload_type != kTrustRootPayloadType) {
    return fail("trust_root", "type_wrong", envelope->payload_type);
  }
  return envelope;
}

Result<void> checkKeys(const TrustRoot& root) {
  for (const auto& [id, der] : root.keys) {
    const auto key = PublicKey::fromDer(der);
    if (!key) return std::unexpected(Error{key.error()}.within(id));
    if (key->keyId() != id) return fail("trust_root", "key_wrong", id);
  }
  return {};
}

}  // namespace

Result<TrustRoot> TrustRoots::newest() const {
  const auto installed = readFile(data_.trustRoot(), kMaxEnvelopeBytes);
  if (!installed) return std::unexpected(installed.error());
  auto root = parseTrustRoot(*installed);
  while (root) {
    const auto next = envelope(root->version + 1);
    if (!next && next.error().code == "not_found") return root;
    if (!next) return std::unexpected(next.error());
    const auto opened = openRoot(*next);
    if (!opened) return std::unexpected(opened.error());
    const std::uint64_t version = root->version + 1;
    root = parseTrustRoot(opened->payload);
    if (root && root->version != version) return fail("trust_root", "version_wrong", std::to_string(version));
  }
  return root;
}

Result<std::string> TrustRoots::envelope(std::uint64_t version) const {
  return readFile(data_.publishedTrustRoot(version), kMaxEnvelopeBytes);
}

Result<TrustRoot> TrustRoots::check(std::string_view json, Timestamp now) const {
  const auto present = newest();
  if (!present) return std::unexpected(present.error());
  const auto envelope = openRoot(json);
  if (!envelope) return std::unexpected(envelope.error());
  auto root = parseTrustRoot(envelope->payload);
  if (!root) return root;
  if (root->version - 1 != present->version) {
    return fail("trust_root", "version_wrong",
                std::format("is {}, {} is to follow {}", root->version, present->version + 1, present->version));
  }
  if (auto checked = checkKeys(*root); !checked) return std::unexpected(std::move(checked).error());
  for (const TrustRoot* by : {&*present, &std::as_const(*root)}) {
    if (auto enough = signersOf(*envelope, *by, by->root); !enough) {
      return std::unexpected(std::move(enough).error().within(std::format("root keys of version {}", by->version)));
    }
  }
  if (root->expires_at <= now) return fail("trust_root", "expired", formatTimestamp(root->expires_at));
  return root;
}

Result<TrustRoot> TrustRoots::publish(std::string_view json, Timestamp now) const {
  const DirectoryLock lock(data_.lock());
  if (!lock.held()) return fail("file", "not_written", data_.lock().string());
  auto root = check(json, now);
  if (!root) return root;
  const auto path = data_.publishedTrustRoot(root->version);
  if (auto made = makeDirectory(path.parent_path(), kSecretDirectory); !made) {
    return std::unexpected(std::move(made).error());
  }
  if (auto written = writeFileDurably(path, json, kPublicFile); !written) {
    return std::unexpected(std::move(written).error());
  }
  return root;
}

Result<std::size_t> TrustRoots::configSigners(std::string_view json) const {
  const auto root = newest();
  if (!root) return std::unexpected(root.error());
  const auto envelope = parseEnvelope(json);
  if (!envelope) return std::unexpected(envelope.error());
  return signersOf(*envelope, *root, root->config);
}

}  // namespace diemcau::centre
