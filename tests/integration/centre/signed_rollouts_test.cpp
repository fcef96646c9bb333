// SPDX-License-Identifier: Apache-2.0
// A change for all rooms where the keys are on another machine: one file out, signed by the command that people use,
// one file in, and the way there and back without the key.
#include <chrono>
#include <functional>
#include <string>

#include "contract/config.h"
#include "contract/signing_batch.h"
#include "tests/integration/centre/hall.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/key_office.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const json kChange{{"changes", {{"screen", {{"maket", {{"heading", "HỘI NGHỊ ${site.name}"}}}}}}}, {"first", 1}};

struct Desk {
  Hall hall;
  KeyOffice office{hall.dir, hall.centre};

  std::string drafted(json wish = kChange) {
    const Reply reply = hall.people->post("/rollouts/draft", wish);
    CHECK_EQ(200L, reply.status);
    return reply.body;
  }
  std::string signedOne(std::string* said = nullptr) { return office.sign(drafted(), office.configKey(), said); }
  // "202", or the code of the refusal.
  std::string import(const std::string& batch) {
    const Reply reply = hall.people->upload("/rollouts/import", batch);
    return reply.status == 202 ? "202" : reply.json()["error"].value("code", "");
  }
  json targetAt(const std::string& site) {
    const json rollout = hall.rollout();
    for (const json& target : rollout["targets"]) {
      if (target["site"]["code"] == site) return target;
    }
    return {};
  }
  void pushTo(const PlayedBox& box, std::uint64_t base) {
    const std::string path = "/endpoints/" + box.id() + "/configs";
    const json body = hall.people->get(path + "/" + std::to_string(base)).json()["body"];
    CHECK_EQ(201L, hall.people->post(path, {{"base_version", base}, {"body", body}}).status);
  }
  // The only key of the role config is nowhere near the centre.
  std::filesystem::path holdKeysApart() {
    const auto offline = office.newKey("offline");
    const SigningBatch batch = NEED(parseSigningBatch(signedOne()));
    const std::string own = batch.rooms.at(0).install.signatures.at(0).keyid;
    office.publishRoot({"--add", "config=" + offline.string() + ".pub", "--remove", "config=" + own});
    return offline;
  }
};

void oneFileIsSignedForAllRooms() {
  Desk desk;
  const std::string before = desk.hall.first.heading();
  const auto offline = desk.holdKeysApart();
  const Reply alone = desk.hall.people->post("/rollouts", kChange);
  CHECK_EQ(403L, alone.status);
  CHECK_EQ(std::string("signature_missing"), alone.json()["error"].value("code", ""));
  CHECK_EQ(404L, desk.hall.people->get("/rollouts/current").status);

  std::string said;
  const std::string batch = desk.office.sign(desk.drafted(), offline, &said);
  CHECK(said.starts_with("rollout to 3 rooms, 1 first, 0 may fail\n"));
  CHECK(said.find("does not override the freeze") != said.npos);
  CHECK(said.find("79 Thành phố Hồ Chí Minh (" + desk.hall.second.id() + "): version 2, the way back 3\n") !=
        said.npos);
  CHECK(said.find("/screen/maket/heading: \"" + before + "\" becomes \"HỘI NGHỊ Thành phố Cần Thơ\"\n") != said.npos);
  CHECK(said.find("  6 of 6 signed by ") != said.npos);
  CHECK(said.find("uplink") == said.npos);

  CHECK_EQ(std::string("202"), desk.import(batch));
  desk.hall.follow(true);
  CHECK_EQ(std::string("done"), desk.hall.rollout().value("state", ""));
  for (const auto& [site, step] : desk.hall.steps()) CHECK_EQ(std::string("committed"), step);
  CHECK_EQ(std::string("HỘI NGHỊ Thành phố Cần Thơ"), desk.hall.third.heading());
  CHECK_EQ(std::uint64_t{2}, desk.hall.third.version());

  // Back, hours later and with the key out of reach.
  CHECK_EQ(204L, desk.hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
  desk.hall.follow(true);
  for (const auto& [site, step] : desk.hall.steps()) CHECK_EQ(std::string("undone"), step);
  for (const PlayedBox* box : {&desk.hall.first, &desk.hall.second, &desk.hall.third}) {
    CHECK_EQ(before, box->heading());
    CHECK_EQ(std::uint64_t{3}, box->version());
  }
  CHECK_EQ(409L, desk.hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
}

void aRoomThatCannotTakeItBringsTheOthersBackWithoutTheKey() {
  Desk desk;
  const std::string before = desk.hall.first.heading();
  const auto offline = desk.holdKeysApart();
  CHECK_EQ(std::string("202"), desk.import(desk.office.sign(desk.drafted(), offline)));
  // Killed while the first room has it, and the way back is in the store alone.
  desk.hall.await(60s, "committed", [&] {
    desk.hall.live(false);
    return desk.hall.steps()["01"] == "committed";
  });
  desk.hall.centre.kill();
  desk.hall.centre.start();
  desk.hall.follow(false);
  CHECK_EQ(std::string("stopped"), desk.hall.rollout().value("state", ""));
  CHECK_EQ(std::string("undone"), desk.hall.steps()["01"]);
  CHECK_EQ(std::string("rolled_back"), desk.hall.steps()["79"]);
  CHECK_EQ(before, desk.hall.first.heading());
  CHECK_EQ(std::uint64_t{3}, desk.hall.first.version());
}

void aWayBackThatNobodyBelievesAnyMoreIsTold() {
  Desk desk;
  const auto second = desk.office.newKey("second");
  const std::string batch = desk.signedOne();
  CHECK_EQ(std::string("202"), desk.import(batch));
  desk.hall.follow(true);
  // The key that signed it is one that nobody should believe now.
  const std::string lost = NEED(parseSigningBatch(batch)).rooms.at(0).undo.signatures.at(0).keyid;
  desk.office.publishRoot({"--add", "config=" + second.string() + ".pub", "--remove", "config=" + lost});
  CHECK_EQ(204L, desk.hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
  desk.hall.follow(true);
  for (const char* site : {"01", "79", "92"}) {
    CHECK_EQ(std::string("not_undone"), desk.targetAt(site).value("step", ""));
    CHECK(desk.targetAt(site).value("detail", "").starts_with("signature.key_unknown"));
  }
  CHECK_EQ(std::uint64_t{2}, desk.hall.first.version());
  // It can be tried again.
  CHECK_EQ(204L, desk.hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
}

void whatSomebodyOvertookIsNotSent() {
  Desk desk;
  const std::string before = desk.hall.first.heading();
  const std::string batch = desk.signedOne();
  desk.pushTo(desk.hall.second, 1);
  CHECK_EQ(std::string("202"), desk.import(batch));
  CHECK_EQ(std::string("overtaken"), desk.targetAt("79").value("step", ""));
  CHECK_EQ(std::string("2, the next is 3"), desk.targetAt("79").value("detail", ""));
  // Another one while the first room has it on trial.
  desk.hall.await(20s, "pushed", [&] { return desk.hall.steps()["01"] == "pushed"; });
  desk.pushTo(desk.hall.third, 1);
  desk.hall.follow(true);
  CHECK_EQ(std::string("done"), desk.hall.rollout().value("state", ""));
  CHECK_EQ(std::string("committed"), desk.hall.steps()["01"]);
  CHECK_EQ(std::string("overtaken"), desk.hall.steps()["92"]);
  for (const PlayedBox* box : {&desk.hall.second, &desk.hall.third}) {
    CHECK_EQ(std::uint64_t{2}, box->version());
    CHECK_EQ(before, box->heading());
  }
  CHECK_EQ(std::string("overtaken"), desk.import(batch));
  // Who got another one since does not get the old content either.
  desk.pushTo(desk.hall.first, 2);
  CHECK_EQ(204L, desk.hall.people->post("/rollouts/current/stop", {{"undo", true}}).status);
  desk.hall.follow(true);
  CHECK_EQ(std::string("overtaken"), desk.hall.steps()["01"]);
  CHECK_EQ(std::uint64_t{3}, desk.hall.first.version());
}

void aRoomThatSaysItHasANewerOneIsOvertaken() {
  Desk desk;
  const std::string batch = desk.signedOne();
  desk.hall.third.claim(7);
  desk.hall.live(true);
  CHECK_EQ(std::string("202"), desk.import(batch));
  CHECK_EQ(std::string("2, the next is 8"), desk.targetAt("92").value("detail", ""));
}

void whatIsNotSignedOrNotOneFileIsNotTaken() {
  Desk desk;
  CHECK_EQ(std::string("signature_threshold_not_met"), desk.import(desk.drafted()));
  const std::string batch = desk.signedOne();
  CHECK_EQ(std::string("signature_key_unknown"),
           desk.import(desk.office.sign(desk.drafted(), desk.office.newKey("stranger"))));
  const auto changed = [&](const std::function<void(SigningBatch&)>& change) {
    SigningBatch other = NEED(parseSigningBatch(batch));
    change(other);
    return writeSigningBatch(other);
  };
  CHECK_EQ(std::string("signature_threshold_not_met"),
           desk.import(changed([](SigningBatch& other) { other.rooms.at(2).undo.signatures.clear(); })));
  CHECK_EQ(std::string("signature_invalid"), desk.import(changed([](SigningBatch& other) {
    std::string& payload = other.rooms.at(1).install.payload;
    payload.replace(payload.find("HỘI"), 5, "HỌP ");
  })));
  CHECK_EQ(std::string("undo_wrong"),
           desk.import(changed([](SigningBatch& other) { other.rooms.at(0).undo = other.rooms.at(1).undo; })));
  CHECK_EQ(std::string("endpoint_twice"),
           desk.import(changed([](SigningBatch& other) { other.rooms.push_back(other.rooms.at(0)); })));
  // The way back is signed, and is not what the room has.
  const std::string lured = desk.office.sign(changed([](SigningBatch& other) {
                                               Config config = NEED(parseConfig(other.rooms.at(0).undo.payload));
                                               config.body.screen.maket->heading = "KHÁC";
                                               other.rooms.at(0).undo.payload = writeConfig(config);
                                             }),
                                             desk.office.configKey());
  CHECK_EQ(std::string("undo_wrong"), desk.import(lured));
  CHECK_EQ(std::string("member_missing"), desk.import("{}"));
  CHECK_EQ(std::string("too_large"), desk.import(std::string(5 * 1024 * 1024, ' ')));
  CHECK_EQ(404L, desk.hall.people->get("/rollouts/current").status);
  desk.hall.live(true);
  CHECK_EQ(std::uint64_t{1}, desk.hall.first.version());
}

void twoPeopleSignTheSameFileToOverrideTheFreeze() {
  Desk desk;
  const auto second = desk.office.newKey("second");
  desk.office.publishRoot({"--add", "config=" + second.string() + ".pub"});
  json wish = kChange;
  wish["override"] = true;
  std::string said;
  const std::string once = desk.office.sign(desk.drafted(wish), desk.office.configKey(), &said);
  CHECK(said.find("OVERRIDES the freeze of a conference in 3 of 3 rooms") != said.npos);
  CHECK_EQ(std::string("second_signature_missing"), desk.import(once));
  CHECK_EQ(std::string("second_signature_missing"), desk.import(desk.office.sign(once, desk.office.configKey())));
  CHECK_EQ(std::string("202"), desk.import(desk.office.sign(once, second)));
  desk.hall.follow(true);
  CHECK_EQ(std::string("done"), desk.hall.rollout().value("state", ""));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(oneFileIsSignedForAllRooms), TEST(aRoomThatCannotTakeItBringsTheOthersBackWithoutTheKey),
              TEST(aWayBackThatNobodyBelievesAnyMoreIsTold), TEST(whatSomebodyOvertookIsNotSent),
              TEST(aRoomThatSaysItHasANewerOneIsOvertaken), TEST(whatIsNotSignedOrNotOneFileIsNotTaken),
              TEST(twoPeopleSignTheSameFileToOverrideTheFreeze)});
}
