// SPDX-License-Identifier: Apache-2.0
// A change for all rooms at a real centre: the first room proves it, one that cannot take it stops it, and who had it
// gets the old content back as a new version.
#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <source_location>
#include <string>

#include "contract/config.h"
#include "contract/envelope.h"
#include "contract/identity.h"
#include "contract/status.h"
#include "tests/integration/centre/https_client.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

// An endpoint that takes what it is offered, or goes back from it.
class PlayedBox {
 public:
  PlayedBox(CentreProcess& centre, const std::string& site) : identity_(centre.provision(site)) {
    id_ = NEED(parseIdentity(readWhole(identity_ / "identity.json"))).endpoint;
    port_ = centre.port("device");
  }

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& heading() const { return heading_; }
  [[nodiscard]] std::uint64_t version() const { return config_.version; }

  // Asks for what is newer and reports how it stands. `stands`: what is new is good.
  void live(bool stands = true) {
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
    CHECK_EQ(
        200L,
        client.send({"POST", "/device/v1/reports", {"Content-Type: application/json"}, writeStatus(status)}).status);
  }

 private:
  void take(const std::string& text, bool stands) {
    const Config config = NEED(parseConfig(NEED(parseEnvelope(text)).payload));
    floor_ = config.version;
    if (stands || config_.version == 0) {
      config_.version = config.version;
      heading_ = config.body.screen.maket->heading;
    } else {
      config_.rolled_back = RefusedConfig{config.version, "stream_stopped", "", {}};
    }
  }

  std::filesystem::path identity_;
  std::string id_;
  std::uint16_t port_ = 0;
  std::uint64_t seq_ = 0;
  std::uint64_t floor_ = 0;
  ConfigStatus config_;
  std::string heading_;
};

struct Hall {
  TempDir dir;
  CentreProcess centre{dir};
  PlayedBox first{centre, "01"};
  PlayedBox second{centre, "79"};
  PlayedBox third{centre, "92"};
  std::unique_ptr<OperatorClient> people = centre.logIn();

  // No stream comes from them, which is wrong before and after.
  Hall() {
    CHECK(waitFor(20s, [&] {
      live(true);
      return std::ranges::all_of(std::array{&first, &second, &third}, [&](const PlayedBox* box) {
        return hasCondition(viewOf(*people, box->id()), "stream_missing");
      });
    }));
  }

  void live(bool second_stands) {
    first.live();
    second.live(second_stands);
    third.live();
  }
  [[nodiscard]] json rollout() const { return people->get("/rollouts/current").json(); }
  [[nodiscard]] std::map<std::string, std::string> steps() const {
    std::map<std::string, std::string> steps;
    const json all = rollout();
    for (const json& target : all["targets"]) {
      steps[target["site"]["code"].get<std::string>()] = target["step"].get<std::string>();
    }
    return steps;
  }
  void await(std::chrono::seconds bound, const char* what, const std::function<bool()>& holds,
             std::source_location where = std::source_location::current()) {
    if (waitFor(bound, holds)) return;
    failAt(std::string("not ") + what + ": " + rollout().dump(1) + centre.process().logTail(), where);
  }
  // Until it is over; the rooms live on meanwhile.
  void follow(bool second_stands) {
    await(120s, "over", [&] {
      live(second_stands);
      return rollout()["state"] != "running";
    });
    live(second_stands);
  }
};

// SIGKILL, as a power cut would do it.
void killAndStart(Hall& hall) {
  hall.centre.kill();
  hall.centre.start();
}

const json kChange{{"changes", {{"screen", {{"maket", {{"heading", "HỘI NGHỊ ${site.name}"}}}}}}}, {"first", 1}};

void allRoomsGetTheirOwnWords() {
  Hall hall;
  CHECK_EQ(404L, hall.people->get("/rollouts/current").status);
  CHECK_EQ(202L, hall.people->post("/rollouts", kChange).status);
  CHECK_EQ(409L, hall.people->post("/rollouts", kChange).status);
  hall.follow(true);
  CHECK_EQ(std::string("done"), hall.rollout().value("state", ""));
  for (const auto& [site, step] : hall.steps()) CHECK_EQ(std::string("committed"), step);
  CHECK(hall.first.heading().ends_with("Hà Nội"));
  CHECK(hall.third.heading().ends_with("Cần Thơ"));
}

void oneRoomThatCannotTakeItStopsItForAll() {
  Hall hall;
  const std::string before = hall.first.heading();
  CHECK_EQ(202L, hall.people->post("/rollouts", kChange).status);
  hall.follow(false);
  CHECK_EQ(std::string("stopped"), hall.rollout().value("state", ""));
  CHECK_EQ(std::string("undone"), hall.steps()["01"]);
  CHECK_EQ(std::string("rolled_back"), hall.steps()["79"]);
  CHECK_EQ(before, hall.first.heading());
  CHECK_EQ(std::uint64_t{3}, hall.first.version());  // new, with the old content
  CHECK_EQ(std::uint64_t{1}, hall.second.version());
  CHECK_EQ(before, hall.third.heading());
}

void itGoesOnAfterTheCentreWasKilled() {
  Hall hall;
  CHECK_EQ(202L, hall.people->post("/rollouts", kChange).status);
  // Killed once while the first room has it on trial or not at all, and once in the second wave.
  hall.await(20s, "pushed", [&] { return hall.steps()["01"] == "pushed"; });
  killAndStart(hall);
  CHECK_EQ(std::string("running"), hall.rollout().value("state", ""));
  CHECK_EQ(409L, hall.people->post("/rollouts", kChange).status);
  hall.await(60s, "in the second wave", [&] {
    hall.live(true);
    return hall.steps()["01"] == "committed" && hall.steps()["92"] != "waiting";
  });
  killAndStart(hall);
  hall.follow(true);
  CHECK_EQ(std::string("done"), hall.rollout().value("state", ""));
  for (const auto& [site, step] : hall.steps()) CHECK_EQ(std::string("committed"), step);
  // Nobody was pushed to twice, and what was is still told after one more.
  for (const PlayedBox* box : {&hall.first, &hall.second, &hall.third}) CHECK_EQ(std::uint64_t{2}, box->version());
  killAndStart(hall);
  CHECK_EQ(std::string("done"), hall.rollout().value("state", ""));
  CHECK_EQ(202L, hall.people->post("/rollouts", kChange).status);
}

void whatWasPushedBeforeTheCentreWasKilledCanBeUndone() {
  Hall hall;
  const std::string before = hall.first.heading();
  CHECK_EQ(202L, hall.people->post("/rollouts", kChange).status);
  hall.await(60s, "committed", [&] {
    hall.first.live();
    return hall.steps()["01"] == "committed";
  });
  CHECK(hall.first.heading() != before);
  killAndStart(hall);
  CHECK_EQ(204L, hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
  killAndStart(hall);
  hall.follow(true);
  CHECK_EQ(std::string("stopped"), hall.rollout().value("state", ""));
  CHECK_EQ(std::string("undone"), hall.steps()["01"]);
  for (const PlayedBox* box : {&hall.first, &hall.second, &hall.third}) CHECK_EQ(before, box->heading());
}

void whatCannotBeIsRefusedBeforeAnyRoomIsTouched() {
  Hall hall;
  const auto refused = [&](const json& wish) {
    const Reply reply = hall.people->post("/rollouts", wish);
    CHECK_EQ(400L, reply.status);
    return reply.json()["error"].value("code", "") + " " + reply.json()["error"].value("detail", "");
  };
  CHECK(refused({{"changes", {{"video", {{"fps", 1000}}}}}}).starts_with("value_out_of_range 01: /video/fps"));
  CHECK(refused({{"changes", {{"uplink", nullptr}}}}).starts_with("value_unknown 01: /uplink"));
  CHECK(refused({{"changes", json::object()}, {"endpoints", {"box-nobody"}}}).starts_with("endpoint_unknown"));
  CHECK(refused({{"changes", {{"screen", {{"maket", {{"heading", "${guest}"}}}}}}},
                 {"variables", {{"01", {{"guest", "A"}}}, {"79", {{"guest", "B"}}}}}})
            .starts_with("variable_missing 92: ${guest}"));
  CHECK(refused({{"first", 1}}).starts_with("member_missing /changes"));
  hall.live(true);
  CHECK_EQ(std::uint64_t{1}, hall.first.version());
  CHECK_EQ(404L, hall.people->get("/rollouts/current").status);
  CHECK_EQ(409L, hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(allRoomsGetTheirOwnWords), TEST(oneRoomThatCannotTakeItStopsItForAll),
              TEST(itGoesOnAfterTheCentreWasKilled), TEST(whatWasPushedBeforeTheCentreWasKilledCanBeUndone),
              TEST(whatCannotBeIsRefusedBeforeAnyRoomIsTouched)});
}
