// SPDX-License-Identifier: Apache-2.0
// The identity directory: who this endpoint is, where its centre is, whom it trusts.
#include "daemon/agent/identity_directory.h"

#include <utility>

#include "daemon/agent/recording_key.h"
#include "daemon/base/atomic_file.h"

namespace diemcau::agent {
namespace {

constexpr std::size_t kMaxDocumentBytes = 256 * 1024;

template <class T>
Result<T> readDocumentAt(const std::filesystem::path& file, Result<T> (*parse)(std::string_view)) {
  const auto text = base::readFile(file, kMaxDocumentBytes);
  if (!text) return std::unexpected(text.error());
  auto document = parse(*text);
  if (!document) return std::unexpected(std::move(document.error()).within(file.filename().string()));
  return document;
}

}  // namespace

Result<LoadedIdentity> loadIdentity(const std::filesystem::path& directory) {
  auto identity = readDocumentAt(directory / "identity.json", parseIdentity);
  if (!identity) return std::unexpected(std::move(identity.error()));
  auto root = readDocumentAt(directory / "root.json", parseTrustRoot);
  if (!root) return std::unexpected(std::move(root.error()));
  auto trust = TrustChain::create(*std::move(root));
  if (!trust) return std::unexpected(std::move(trust.error()).within("root.json"));

  const std::filesystem::path key = directory / "key.pem";
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(key, error);
  if (!std::filesystem::is_regular_file(status)) return fail("file", "not_found", key.string());
  using std::filesystem::perms;
  if ((status.permissions() & (perms::group_all | perms::others_all)) != perms::none) {
    return fail("identity", "key_exposed", "key.pem is not 0600");
  }
  auto recording_key = recordingKeyOf(key);
  if (!recording_key) return std::unexpected(std::move(recording_key.error()).within("key.pem"));
  CentreAccess access{identity->centre_url, directory / "cert.pem", key, directory / "ca.pem"};
  return LoadedIdentity{*std::move(identity), std::move(access), *std::move(trust), *std::move(recording_key)};
}

}  // namespace diemcau::agent
