// SPDX-License-Identifier: Apache-2.0
// The identity directory: who this endpoint is, where its centre is, whom it trusts (contract/identity.h).
//
// From the image: ca.pem, root.json, and diemcau.json (contract/enrolment.h) where the box is to enrol itself. Made
// here: box-secret, key.sealed, identity.json, cert.pem, and for a moment next-cert.pem. `diemcau-centre provision`
// writes key.pem instead of the first two. Each file is written whole and flushed; a cut of power between two of them
// leaves what the next start goes on from.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "contract/identity.h"
#include "contract/identity_files.h"
#include "contract/result.h"
#include "daemon/agent/curl_http_client.h"
#include "daemon/agent/identity/board_secret.h"
#include "daemon/agent/identity/certificate.h"
#include "daemon/agent/identity/device_key.h"
#include "daemon/agent/identity/key_memory.h"
#include "daemon/agent/trust/trust_chain.h"

namespace diemcau::agent {

struct LoadedIdentity {
  Identity identity;
  CentreAccess access;
  TrustChain trust;           // at the installed root
  std::string recording_key;  // recording_key.h
  // Why it has to enrol (again): identity.not_enrolled, or what is wrong with cert.pem or identity.json. Its name, the
  // trust root and what was stored under them hold all the same, so that a room goes on meanwhile.
  std::optional<Error> unenrolled{};
  std::optional<KeyMemory> key_memory{};  // what access.key names, where no file is to hold it
  std::optional<DeviceKey> key{};         // for the certificate
};

// Thread-bound.
class IdentityDirectory {
 public:
  // `board` is the board's own secret; null: there is none, and box-secret is made.
  IdentityDirectory(std::filesystem::path directory, std::unique_ptr<BoardSecret> board);

  // The endpoint's key; made, sealed and stored where there is neither key nor certificate. Errors: file.*,
  // identity.key_exposed, identity.key_missing (a certificate alone), those of BoardSecret and openKey().
  [[nodiscard]] Result<DeviceKey> key() const;

  // What is there, with the key. Errors: file.*, document.*, trust.* (envelope_verifier.h), and those of key(). Whether
  // a provisioned key and its certificate fit is found by the first handshake.
  [[nodiscard]] Result<LoadedIdentity> load() const;

  // Identity first: the certificate makes it one. Errors: file.not_written.
  [[nodiscard]] Result<void> storeEnrolled(const Identity& identity, const std::string& certificate_pem) const;

  // The certificate in force, and the renewed one that has not proved itself yet. Errors: file.*, certificate.*.
  [[nodiscard]] Result<DeviceCertificate> certificate(const DeviceKey& key) const;
  [[nodiscard]] Result<DeviceCertificate> nextCertificate(const DeviceKey& key) const;
  [[nodiscard]] Result<void> storeNext(const std::string& certificate_pem) const;
  // The renewed one takes the place of the old one in one step.
  [[nodiscard]] Result<void> takeNext() const;
  void dropNext() const;

  [[nodiscard]] Result<std::string> caPem() const;
  [[nodiscard]] std::filesystem::path caFile() const { return directory_ / "ca.pem"; }
  [[nodiscard]] std::filesystem::path nextCertificateFile() const { return directory_ / kNextCertificateFile; }
  [[nodiscard]] const std::filesystem::path& path() const { return directory_; }

 private:
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] Result<DeviceKey> makeKey() const;
  [[nodiscard]] Result<DeviceCertificate> certificateAt(const std::filesystem::path& file, const DeviceKey& key) const;

  std::filesystem::path directory_;
  std::unique_ptr<BoardSecret> secret_;
};

}  // namespace diemcau::agent
