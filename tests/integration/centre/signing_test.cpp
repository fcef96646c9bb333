// SPDX-License-Identifier: Apache-2.0
// Keys that are not the running centre's: Configs that are signed elsewhere, trust roots that are published, the time.
#include <string>

#include "contract/config.h"
#include "contract/envelope.h"
#include "contract/time_answer.h"
#include "contract/trust_root.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/key_office.h"

namespace diemcau::test {
namespace {

using nlohmann::json;

struct Desk {
  CentreRoom room;
  KeyOffice office{room.dir(), room.centre()};
  std::unique_ptr<OperatorClient> people = room.centre().logIn();

  Reply draft(std::uint64_t base, bool overrides = false) {
    json body = room.newestBody(*people);
    body["screen"]["maket"]["title"] = json::array({"BẢN KÝ NGOÀI"});
    return people->post(configsOf(room) + "/draft", {{"base_version", base}, {"body", body}, {"override", overrides}});
  }
  std::string drafted(std::uint64_t base, bool overrides = false) {
    const Reply reply = draft(base, overrides);
    CHECK_EQ(200L, reply.status);
    return reply.body;
  }
  // "201", or the code of the refusal.
  std::string import(const std::string& envelope) {
    const Reply reply = people->post(configsOf(room) + "/import", json::parse(envelope));
    return reply.status == 201 ? "201" : reply.json()["error"].value("code", "");
  }
  std::uint64_t newest() { return people->get(configsOf(room)).json().at(0).value("version", std::uint64_t{0}); }
};

void aConfigThatIsSignedElsewhereReachesTheBox() {
  Desk desk;
  const std::string draft = desk.drafted(1);
  CHECK_EQ(1U, desk.newest());
  std::string said;
  const std::string signed_one = desk.office.sign(draft, desk.office.configKey(), &said);
  CHECK(said.find("configuration 2 for " + desk.room.id()) != said.npos);
  CHECK(said.find("does not override") != said.npos);
  CHECK_EQ(std::string("201"), desk.import(signed_one));
  const HttpsReply got = desk.room.device().send({"GET", "/device/v1/config", {"If-None-Match: \"1\""}, {}});
  CHECK_EQ(200L, got.status);
  const Config config = NEED(parseConfig(NEED(parseEnvelope(got.body)).payload));
  CHECK_EQ(2U, config.version);
  CHECK_EQ(std::string("BẢN KÝ NGOÀI"), config.body.screen.maket->title.at(0));
  CHECK_EQ(std::string("version_conflict"), desk.import(signed_one));
}

void whatIsNotSignedEnoughIsNotTaken() {
  Desk desk;
  const std::string draft = desk.drafted(1);
  CHECK_EQ(std::string("signature_threshold_not_met"), desk.import(draft));
  CHECK_EQ(std::string("signature_key_unknown"), desk.import(desk.office.sign(draft, desk.office.newKey("stranger"))));
  Envelope changed = NEED(parseEnvelope(desk.office.sign(draft, desk.office.configKey())));
  changed.payload.replace(changed.payload.find("NGOÀI"), 5, "TRONG");
  CHECK_EQ(std::string("signature_invalid"), desk.import(writeEnvelope(changed)));
  CHECK_EQ(std::string("member_missing"), desk.import("{}"));
  CHECK_EQ(1U, desk.newest());
}

void overridingTheFreezeTakesTwoKeys() {
  Desk desk;
  const auto second = desk.office.newKey("second");
  desk.office.publishRoot({"--add", "config=" + second.string() + ".pub"});
  std::string said;
  const std::string once = desk.office.sign(desk.drafted(1, true), desk.office.configKey(), &said);
  CHECK(said.find("OVERRIDES") != said.npos);
  CHECK_EQ(std::string("second_signature_missing"), desk.import(once));
  CHECK_EQ(std::string("second_signature_missing"), desk.import(desk.office.sign(once, desk.office.configKey())));
  CHECK_EQ(std::string("201"), desk.import(desk.office.sign(once, second)));
}

void aDraftThatSomebodyOvertookIsNotTaken() {
  Desk desk;
  const std::string signed_one = desk.office.sign(desk.drafted(1), desk.office.configKey());
  desk.room.push(*desk.people, 1, desk.room.newestBody(*desk.people), 2);
  CHECK_EQ(std::string("version_conflict"), desk.import(signed_one));
  CHECK_EQ(409L, desk.draft(1).status);
}

void aConfigForAnotherBoxIsNotTaken() {
  Desk desk;
  const Envelope draft = NEED(parseEnvelope(desk.drafted(1)));
  Config config = NEED(parseConfig(draft.payload));
  const auto signedAs = [&](const Config& as) {
    return desk.office.sign(writeEnvelope({draft.payload_type, writeConfig(as), {}}), desk.office.configKey());
  };
  Config other = config;
  other.endpoint = "box-ffffffff";
  CHECK_EQ(std::string("endpoint_wrong"), desk.import(signedAs(other)));
  other = config;
  other.body.uplink->host = "elsewhere.example";
  CHECK_EQ(std::string("uplink_changed"), desk.import(signedAs(other)));
  other = config;
  other.expires_at = config.issued_at - std::chrono::hours(1);
  CHECK_EQ(std::string("expired"), desk.import(signedAs(other)));
}

void whereKeysAreHeldApartTheCentreAlonePushesNothing() {
  Desk desk;
  const auto offline = desk.office.newKey("offline");
  const std::string own =
      NEED(parseEnvelope(desk.office.sign(desk.drafted(1), desk.office.configKey()))).signatures.at(0).keyid;
  desk.office.publishRoot({"--add", "config=" + offline.string() + ".pub", "--remove", "config=" + own});
  const Reply push =
      desk.people->post(configsOf(desk.room), {{"base_version", 1}, {"body", desk.room.newestBody(*desk.people)}});
  CHECK_EQ(403L, push.status);
  CHECK_EQ(std::string("signature_missing"), push.json()["error"].value("code", ""));
  CHECK_EQ(std::string("201"), desk.import(desk.office.sign(desk.drafted(1), offline)));
}

void aPublishedTrustRootIsHandedOutAtOnce() {
  Desk desk;
  const auto next = [&] { return desk.room.device().send({"GET", "/device/v1/trust-roots/2"}); };
  CHECK_EQ(404L, next().status);
  desk.office.publishRoot({});
  const HttpsReply got = next();
  CHECK_EQ(200L, got.status);
  CHECK_EQ(readWhole(desk.room.centre().data() / "trust-roots" / "2.json"), got.body);
  for (const char* const path : {"1", "3", "x", "18446744073709551616", "2.json"}) {
    CHECK_EQ(404L, desk.room.device().send({"GET", std::string("/device/v1/trust-roots/") + path}).status);
  }
  CHECK_EQ(0L, desk.room.device({}).send({"GET", "/device/v1/trust-roots/2"}).status);
}

// The answer's body, a line feed and its status, by a program that is not ours.
std::string ask(const Desk& desk, std::uint16_t port, const std::string& path, const char* method = "GET") {
  Process curl("curl", desk.room.dir(),
               ProcessOptions{.args = {"-s", "-X", method, "-w", "\n%{http_code}", "--max-time", "10",
                                       "http://127.0.0.1:" + std::to_string(port) + path}});
  CHECK_EQ(ExitState{}, curl.waitExit(std::chrono::seconds(20)));
  return curl.log();
}

void theTimeIsToldToWhoeverAsksWithANonce() {
  Desk desk;
  const std::uint16_t port = desk.room.centre().port("time");
  const std::string nonce = "0123456789abcdef-_";
  const std::string reply = ask(desk, port, "/time?nonce=" + nonce);
  CHECK(reply.ends_with("\n200"));
  const Envelope envelope = NEED(parseEnvelope(reply.substr(0, reply.rfind('\n'))));
  const TrustRoot root = NEED(parseTrustRoot(readWhole(desk.room.identity() / "root.json")));
  CHECK_EQ(root.online.keyids.at(0), envelope.signatures.at(0).keyid);
  CHECK_EQ(nonce, NEED(parseTimeAnswer(envelope.payload)).nonce);

  const std::string longest(64, 'a');
  CHECK(ask(desk, port, "/time?nonce=" + longest).ends_with("\n200"));
  for (const std::string& bad : {std::string("/time"), std::string("/time?nonce=short"), "/time?nonce=a" + longest,
                                 "/time?nonce=" + nonce + "&more=1", "/time?nonce=" + nonce + "%2F"}) {
    CHECK(ask(desk, port, bad).ends_with("\n400"));
  }
  // Nothing else is to be had there.
  for (const char* const path : {"/", "/device/v1/config", "/api/v1/endpoints", "/time/"}) {
    CHECK(ask(desk, port, path).ends_with("\n404"));
  }
  CHECK(ask(desk, port, "/time?nonce=" + nonce, "POST").ends_with("\n405"));
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aConfigThatIsSignedElsewhereReachesTheBox), TEST(whatIsNotSignedEnoughIsNotTaken),
              TEST(overridingTheFreezeTakesTwoKeys), TEST(aDraftThatSomebodyOvertookIsNotTaken),
              TEST(aConfigForAnotherBoxIsNotTaken), TEST(whereKeysAreHeldApartTheCentreAlonePushesNothing),
              TEST(aPublishedTrustRootIsHandedOutAtOnce), TEST(theTimeIsToldToWhoeverAsksWithANonce)});
}
