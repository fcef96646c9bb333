// SPDX-License-Identifier: Apache-2.0
// Playing the rooms of a hall.
#include "tests/integration/centre/hall.h"

#include <algorithm>
#include <array>

#include "contract/config.h"
#include "contract/envelope.h"
#include "contract/identity.h"
#include "tests/integration/centre/https_client.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {

using namespace std::chrono_literals;
using nlohmann::json;

PlayedBox::PlayedBox(CentreProcess& centre, const std::string& site) : identity_(centre.provision(site)) {
  id_ = NEED(parseIdentity(readWhole(identity_ / "identity.json"))).endpoint;
  port_ = centre.port("device");
}

void PlayedBox::live(bool stands) {
  const HttpsClient client(port_, identity_ / "ca.pem", {identity_ / "cert.pem", identity_ / "key.pem"});
  const HttpsReply reply =
      client.send({"GET", "/device/v1/config", {"If-None-Match: \"" + std::to_string(floor_) + "\""}});
  if (reply.status == 200) take(reply.body, stands);
  Status status;
  status.endpoint = id_;
  status.boot_id = "boot-1";
  status.seq = ++seq_;
  status.observed_at = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  status.config = config_;
  CHECK_EQ(200L,
           client.send({"POST", "/device/v1/reports", {"Content-Type: application/json"}, writeStatus(status)}).status);
}

void PlayedBox::take(const std::string& text, bool stands) {
  const Config config = NEED(parseConfig(NEED(parseEnvelope(text)).payload));
  floor_ = config.version;
  if (stands || config_.version == 0) {
    config_.version = config.version;
    heading_ = config.body.screen.maket->heading;
  } else {
    config_.rolled_back = RefusedConfig{config.version, "stream_stopped", "", {}};
  }
}

Hall::Hall() {
  CHECK(waitFor(20s, [&] {
    live(true);
    return std::ranges::all_of(std::array{&first, &second, &third}, [&](const PlayedBox* box) {
      return hasCondition(viewOf(*people, box->id()), "stream_missing");
    });
  }));
}

void Hall::live(bool second_stands) {
  first.live();
  second.live(second_stands);
  third.live();
}

std::map<std::string, std::string> Hall::steps() const {
  std::map<std::string, std::string> steps;
  const json all = rollout();
  for (const json& target : all["targets"]) {
    steps[target["site"]["code"].get<std::string>()] = target["step"].get<std::string>();
  }
  return steps;
}

void Hall::await(std::chrono::seconds bound, const char* what, const std::function<bool()>& holds,
                 std::source_location where) {
  if (waitFor(bound, holds)) return;
  failAt(std::string("not ") + what + ": " + rollout().dump(1) + centre.process().logTail(), where);
}

void Hall::follow(bool second_stands) {
  await(120s, "over", [&] {
    live(second_stands);
    return rollout()["state"] != "running";
  });
  live(second_stands);
}

}  // namespace diemcau::test
