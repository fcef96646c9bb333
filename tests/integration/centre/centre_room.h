// SPDX-License-Identifier: Apache-2.0
// A real centre with one provisioned endpoint that the test itself plays.
#pragma once

#include <memory>
#include <string>

#include "contract/status.h"
#include "tests/integration/centre/https_client.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace diemcau::test {

class CentreRoom {
 public:
  CentreRoom();

  [[nodiscard]] CentreProcess& centre() { return centre_; }
  [[nodiscard]] const TempDir& dir() const { return dir_; }
  [[nodiscard]] std::filesystem::path identity() const { return identity_; }
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] std::filesystem::path ca() const { return centre_.data() / "ca.pem"; }

  // The endpoint at the device API.
  [[nodiscard]] HttpsClient device() const { return device({identity_ / "cert.pem", identity_ / "key.pem"}); }
  [[nodiscard]] HttpsClient device(ShownIdentity shown) const;
  // Somebody at the operators' API who is not logged in.
  [[nodiscard]] HttpsClient stranger() const;

  // A report of the endpoint; observed now.
  [[nodiscard]] Status status(std::uint64_t seq, std::uint64_t config_version) const;
  HttpsReply report(const Status& status) const;
  // The newest body, as the operators' API gives it.
  [[nodiscard]] nlohmann::json newestBody(OperatorClient& people) const;
  // Pushes `body`; the test fails if that does not give `version`.
  void push(OperatorClient& people, std::uint64_t base, const nlohmann::json& body, std::uint64_t version) const;

 private:
  TempDir dir_;
  CentreProcess centre_{dir_};
  std::filesystem::path identity_;
  std::string id_;
};

// "/endpoints/<id>/configs" below /api/v1.
[[nodiscard]] std::string configsOf(const CentreRoom& room);

}  // namespace diemcau::test
