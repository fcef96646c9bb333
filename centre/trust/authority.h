// SPDX-License-Identifier: Apache-2.0
// The centre's keys: certificate authority, signing keys, trust root. Made at the first start.
#pragma once

#include <optional>
#include <string>

#include "centre/crypto/certificate.h"
#include "centre/crypto/private_key.h"
#include "centre/crypto/signer.h"
#include "centre/trust/data_directory.h"
#include "contract/result.h"
#include "contract/timestamp.h"

namespace diemcau::centre {

// A certificate with its key, as TLS wants them.
struct ServerIdentity {
  std::string certificate_pem;
  std::string key_pem;  // a secret
  std::string serial;
  Timestamp expires_at{};

  // Whether it is time for another: 60 days are left.
  [[nodiscard]] bool isDue(Timestamp now) const;
};

// What an endpoint gets at provisioning.
struct ClientIdentity {
  PrivateKey key;
  std::string endpoint;  // endpointIdOf() the key
  Certificate certificate;
};

// Owns the authority's, the config role's and the online role's key in memory. Thread-bound.
class Authority {
 public:
  // Reads the keys below `data`, or makes them all (directory 0700, files 0600; the public ones too).
  // Safe beside another process that does the same: a lock file orders them.
  // Errors: file.*, crypto.*, document.* with the file's name.
  [[nodiscard]] static Result<Authority> open(const DataDirectory& data, Timestamp now);

  // The server's certificate as it is stored; nothing where there is none for `public_host`. Errors: as open().
  [[nodiscard]] Result<std::optional<ServerIdentity>> storedServer(const std::string& public_host) const;
  // A new one of one year, for `public_host`, localhost and 127.0.0.1; not stored yet. Errors: as open().
  [[nodiscard]] Result<ServerIdentity> issueServer(const std::string& public_host, Timestamp now) const;
  // Durably, in the place of the one before. Error: file.not_written.
  [[nodiscard]] Result<void> storeServer(const ServerIdentity& identity) const;

  // A client certificate of one year. Whether `endpoint` may have that key is the caller's to know. Error: crypto.*.
  [[nodiscard]] Result<Certificate> certify(const PublicKey& key, const std::string& endpoint, Timestamp now) const;
  // A new key with its client certificate. Error: crypto.*.
  [[nodiscard]] Result<ClientIdentity> makeClient(Timestamp now) const;

  [[nodiscard]] const Certificate& certificate() const { return certificate_; }
  [[nodiscard]] const std::string& certificatePem() const { return certificate_pem_; }
  [[nodiscard]] const std::string& trustRootJson() const { return trust_root_json_; }
  [[nodiscard]] const Signer& configSigner() const { return config_signer_; }
  // Of the time (contract/time_answer.h).
  [[nodiscard]] const Signer& onlineSigner() const { return online_signer_; }
  // What callers that watch a stream say. A secret.
  [[nodiscard]] const std::string& requestPassphrase() const { return request_passphrase_; }

 private:
  Authority(DataDirectory data, PrivateKey key, Certificate certificate, Signer config_signer, Signer online_signer);

  DataDirectory data_;
  PrivateKey key_;
  Certificate certificate_;
  Signer config_signer_;
  Signer online_signer_;
  std::string certificate_pem_;
  std::string trust_root_json_;
  std::string request_passphrase_;
};

}  // namespace diemcau::centre
