// SPDX-License-Identifier: Apache-2.0
// Where everything of the centre lies below --data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace diemcau::centre {

struct DataDirectory {
  std::filesystem::path root;

  [[nodiscard]] std::filesystem::path authorityKey() const { return root / "keys" / "ca.key.pem"; }
  [[nodiscard]] std::filesystem::path authorityCertificate() const { return root / "ca.pem"; }
  [[nodiscard]] std::filesystem::path serverKey() const { return root / "keys" / "server.key.pem"; }
  [[nodiscard]] std::filesystem::path serverCertificate() const { return root / "server.pem"; }
  [[nodiscard]] std::filesystem::path configKey() const { return root / "keys" / "config.key.pem"; }
  [[nodiscard]] std::filesystem::path onlineKey() const { return root / "keys" / "online.key.pem"; }
  [[nodiscard]] std::filesystem::path rootKey() const { return root / "keys" / "root.key.pem"; }
  [[nodiscard]] std::filesystem::path trustRoot() const { return root / "root.json"; }
  // Those that followed root.json, each in its envelope.
  [[nodiscard]] std::filesystem::path publishedTrustRoot(std::uint64_t version) const {
    return root / "trust-roots" / (std::to_string(version) + ".json");
  }
  [[nodiscard]] std::filesystem::path requestPassphrase() const { return root / "request-passphrase"; }
  [[nodiscard]] std::filesystem::path database() const { return root / "centre.db"; }
  [[nodiscard]] std::filesystem::path ports() const { return root / "ports.json"; }
  // Those of the run before, so that a restart with free ports keeps what endpoints were told.
  [[nodiscard]] std::filesystem::path formerPorts() const { return root / "ports.former.json"; }
  [[nodiscard]] std::filesystem::path lock() const { return root / "lock"; }
  [[nodiscard]] std::filesystem::path pictures() const { return root / "pictures"; }
  [[nodiscard]] std::filesystem::path recordings() const { return root / "recordings"; }
};

}  // namespace diemcau::centre
