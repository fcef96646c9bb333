// SPDX-License-Identifier: Apache-2.0
// Provisioning and playing an endpoint.
#include "tests/integration/centre/centre_room.h"

#include <chrono>

#include "contract/identity.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {

CentreRoom::CentreRoom() : identity_(centre_.provision("79")) {
  id_ = NEED(parseIdentity(readWhole(identity_ / "identity.json"))).endpoint;
}

HttpsClient CentreRoom::device(ShownIdentity shown) const {
  return {centre_.port("device"), identity_ / "ca.pem", std::move(shown)};
}

HttpsClient CentreRoom::stranger() const { return {centre_.port("operator"), ca()}; }

Status CentreRoom::status(std::uint64_t seq, std::uint64_t config_version) const {
  Status status;
  status.endpoint = id_;
  status.boot_id = "boot-1";
  status.seq = seq;
  status.observed_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  status.config.version = config_version;
  status.host.hostname = "phòng họp " + std::to_string(seq);
  return status;
}

HttpsReply CentreRoom::report(const Status& status) const {
  return device().send({"POST", "/device/v1/reports", {"Content-Type: application/json"}, writeStatus(status)});
}

nlohmann::json CentreRoom::newestBody(OperatorClient& people) const {
  const std::uint64_t newest = people.get(configsOf(*this)).json().at(0).at("version");
  return people.get(configsOf(*this) + "/" + std::to_string(newest)).json().at("body");
}

void CentreRoom::push(OperatorClient& people, std::uint64_t base, const nlohmann::json& body,
                      std::uint64_t version) const {
  const Reply reply = people.post(configsOf(*this), {{"base_version", base}, {"body", body}});
  if (reply.status != 201) failAt("push: " + reply.body, std::source_location::current());
  CHECK_EQ(version, reply.json().value("version", std::uint64_t{0}));
}

std::string configsOf(const CentreRoom& room) { return "/endpoints/" + room.id() + "/configs"; }

}  // namespace diemcau::test
