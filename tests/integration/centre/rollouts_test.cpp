// SPDX-License-Identifier: Apache-2.0
// A change for all rooms at a real centre: the first room proves it, one that cannot take it stops it, and who had it
// gets the old content back as a new version.
#include <chrono>
#include <string>

#include "tests/integration/centre/hall.h"
#include "tests/support/cmocka_cpp.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

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
