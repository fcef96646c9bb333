// SPDX-License-Identifier: Apache-2.0
// A box from the carton at a real centre: token, person, refusal, take-over, renewal. openssl, curl and strongSwan's
// EST client are the boxes.
#include <future>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "contract/config.h"
#include "contract/enrolment.h"
#include "contract/envelope.h"
#include "contract/pairing_code.h"
#include "contract/stream_id.h"
#include "tests/integration/centre/enrolling_box.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/srt_caller.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string kSites =
    R"([{"code": "01", "name": "Thành phố Hà Nội"}, {"code": "48", "name": "Thành phố Đà Nẵng"}])";

// Makes tokens for two sites; that of the first.
Enrolment tokenFor(CentreRoom& room, const std::string& site, const std::string& out = "usb") {
  writeWhole(room.dir() / "sites.json", kSites);
  const ToolRun made = runCentreTool(room, {"tokens", "--sites", room.dir() / "sites.json", "--out", room.dir() / out,
                                            "--public-host", "127.0.0.1", "--expires", "30"});
  if (made.code != 0) failAt(made.output, std::source_location::current());
  return NEED(parseEnrolment(readWhole(room.dir() / out / site / "diemcau.json")));
}

json waitingAt(OperatorClient& people) { return people.get("/enrolments").json(); }

Config configIn(const HttpsReply& reply) { return NEED(parseConfig(NEED(parseEnvelope(reply.body)).payload)); }

void theAuthoritysCertificateIsToBeHadByAnybody() {
  CentreRoom room;
  const EnrollingBox box(room, "box");
  const HttpsReply reply =
      HttpsClient(room.centre().port("enrol"), room.ca()).send({"GET", "/.well-known/est/cacerts"});
  CHECK_EQ(200L, reply.status);
  CHECK_EQ(std::string("application/pkcs7-mime"), reply.headers.at("content-type"));
  writeWhole(box.file("ca.b64"), reply.body);
  box.openssl({"base64", "-d", "-A", "-in", box.file("ca.b64"), "-out", box.file("ca.p7")});
  box.openssl({"pkcs7", "-inform", "DER", "-in", box.file("ca.p7"), "-print_certs", "-out", box.file("ca.pem")});
  CHECK_EQ(box.openssl({"x509", "-in", room.ca(), "-noout", "-fingerprint"}),
           box.openssl({"x509", "-in", box.file("ca.pem"), "-noout", "-fingerprint"}));
  const HttpsClient stranger(room.centre().port("enrol"), room.ca());
  CHECK_EQ(404L, stranger.send({"GET", "/device/v1/config"}).status);
  CHECK_EQ(404L, stranger.send({"GET", "/api/v1/endpoints"}).status);
}

void aTokenGivesAnIdentityAtOnce() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const Enrolment usb = tokenFor(room, "01");
  CHECK_EQ("https://127.0.0.1:" + std::to_string(room.centre().port("enrol")), usb.enrol_url);
  CHECK_EQ("https://127.0.0.1:" + std::to_string(room.centre().port("device")), usb.centre_url);
  const EnrollingBox box(room, "box");
  box.keep(box.enrol(usb.token));
  CHECK(box.subject().find("CN = " + box.id()) != std::string::npos ||
        box.subject().find("CN=" + box.id()) != std::string::npos);

  const Config config = configIn(box.getConfig());
  CHECK_EQ(box.id(), config.endpoint);
  CHECK_EQ(std::string("01"), config.body.site.code);
  CHECK_EQ(std::string("setup"), std::string(nameOf(config.body.screen.scene)));
  CHECK_EQ(std::string("01"), viewOf(*people, box.id())["site"].value("code", ""));
  // The answer was lost: the same box asks again, and another one with the same stick waits.
  box.keep(box.enrol(usb.token));
  CHECK_EQ(200L, box.getConfig().status);
  const EnrollingBox second(room, "second");
  const HttpsReply used = second.enrol(usb.token);
  CHECK_EQ(202L, used.status);
  CHECK(std::stoi(used.headers.at("retry-after")) > 0);
  const json waiting = waitingAt(*people);
  CHECK_EQ(std::size_t{1}, waiting.size());
  CHECK_EQ(std::string("token_used"), waiting[0].value("claim", ""));
  CHECK_EQ(std::string("01"), waiting[0].value("site", ""));
}

void withoutATokenAPersonDecides() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const EnrollingBox box(room, "box");
  const EnrollingBox stranger(room, "stranger");
  CHECK_EQ(202L, box.enrol().status);
  CHECK_EQ(202L, stranger.enrol().status);
  CHECK_EQ(202L, box.enrol().status);
  const json waiting = waitingAt(*people);
  CHECK_EQ(std::size_t{2}, waiting.size());
  CHECK_EQ(box.keyId(), waiting[0].value("key", ""));
  CHECK_EQ(pairingCode(box.keyId()).value(), waiting[0].value("code", ""));
  CHECK_EQ(std::string("127.0.0.1"), waiting[0].value("address", ""));

  const std::string path = "/enrolments/" + box.keyId();
  CHECK_EQ(std::string("value_unknown"),
           people->post(path + "/approve", {{"site", "none"}}).json()["error"].value("code", ""));
  CHECK_EQ(404L, people->post("/enrolments/" + std::string(64, '0') + "/approve", {{"site", "01"}}).status);
  CHECK_EQ(401L, room.stranger().send({"GET", "/api/v1/enrolments"}).status);
  CHECK_EQ(401L,
           room.stranger().send({"POST", "/api/v1" + path + "/approve", {"X-Diemcau: 1"}, R"({"site":"01"})"}).status);
  CHECK_EQ(204L, people->post(path + "/approve", {{"site", "01"}}).status);
  CHECK_EQ(std::size_t{1}, waitingAt(*people).size());
  box.keep(box.enrol());
  CHECK_EQ(std::string("01"), configIn(box.getConfig()).body.site.code);

  const ToolRun refused = runCentreTool(room, {"refuse", "--code", pairingCode(stranger.keyId()).value()});
  CHECK_EQ(0, refused.code);
  const HttpsReply no = stranger.enrol();
  CHECK_EQ(403L, no.status);
  CHECK_EQ(std::string("enrolment_refused"), no.code());
  CHECK(waitFor(20s, [&] { return waitingAt(*people).empty(); }));
}

void whoWaitsIsToldToThePageAtOnce() {
  CentreRoom room;
  const HttpsClient page = room.stranger();
  const std::string password = room.centre().oneTimePassword();
  const HttpsReply in = page.send({"POST", "/api/v1/session", {"X-Diemcau: 1"}, json{{"password", password}}.dump()});
  const std::string cookie = in.headers.at("set-cookie");
  const EnrollingBox box(room, "box");
  const std::string code = pairingCode(box.keyId()).value();
  auto told = std::async(std::launch::async, [&] {
    return page.send({"GET", "/api/v1/events", {"Cookie: " + cookie.substr(0, cookie.find(';'))}},
                     [&](const std::string& body) { return body.find(code) != body.npos; });
  });
  CHECK_EQ(202L, box.enrol().status);
  const std::string body = told.get().body;
  CHECK(body.find("event: enrolments\ndata: [") != std::string::npos);
  CHECK(body.find(code) != std::string::npos);
}

void wrongRequestsAreRefusedEachForItsReason() {
  CentreRoom room;
  const EnrollingBox box(room, "box");
  const auto codeOf = [&](const std::string& der) { return box.enrol(der, {}).code(); };
  CHECK_EQ(std::string("common_name_wrong"), codeOf(box.request("box-00000000")));
  box.openssl({"ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", box.file("p384.pem")});
  box.openssl({"req", "-new", "-key", box.file("p384.pem"), "-subj", "/CN=" + box.id(), "-outform", "DER", "-out",
               box.file("p384.der")});
  CHECK_EQ(std::string("key_not_p256"), codeOf(readWhole(box.file("p384.der"))));
  std::string broken = box.request();
  broken.back() = static_cast<char>(broken.back() ^ 1);
  CHECK_EQ(std::string("signature_invalid"), codeOf(broken));
  const HttpsReply unknown = box.enrol("no-such-token");
  CHECK_EQ(401L, unknown.status);
  CHECK_EQ(std::string("token_unknown"), unknown.code());
  CHECK(unknown.headers.at("www-authenticate").starts_with("Basic "));
  // One megabyte is not even read.
  const HttpsReply large = box.enrol(std::string(1'000'000, '0'), {});
  CHECK_EQ(413L, large.status);
  CHECK_EQ(std::string("malformed"), codeOf("CSR"));
  // Guessing is slowed down.
  const HttpsReply slower = box.enrol();
  CHECK_EQ(429L, slower.status);
  CHECK(std::stoi(slower.headers.at("retry-after")) > 0);
  // Each of them is written down.
  std::vector<std::string> denied;
  std::istringstream lines(runCentreTool(room, {"audit"}).output);
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    if (row.value("action", "") != "enrolment.denied") continue;
    CHECK_EQ(std::string("127.0.0.1"), row.value("address", ""));
    denied.push_back(row.value("detail", ""));
  }
  const std::vector<std::string> expected = {"common_name_wrong", "key_not_p256", "signature_invalid", "token_unknown",
                                             "malformed"};
  CHECK_EQ(json(expected).dump(), json(denied).dump());
}

// A connection of the endpoint to the gateway, as its Config says.
SrtCaller::Options streamOf(const Config& config, std::uint32_t path, StreamPicture picture) {
  const UplinkConfig& uplink = config.body.uplink.value();
  StreamId id = NEED(parseStreamId(uplink.stream_id));
  id.path = path;
  id.picture = picture;
  return {.port = uplink.port, .stream_id = writeStreamId(id), .passphrase = uplink.passphrase};
}

void aSpareBoxTakesOverASite() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  json body = room.newestBody(*people);
  body["screen"]["maket"]["heading"] = "HỘI NGHỊ CỦA PHÒNG NÀY";
  body["camera"]["source"] = "serial:CAM-7";
  room.push(*people, 1, body, 2);
  CHECK_EQ(200L, room.report(room.status(1, 2)).status);
  const Config config = configIn(room.device().send({"GET", "/device/v1/config"}));
  const SrtCaller whole(streamOf(config, 1, StreamPicture::Whole));
  const SrtCaller second(streamOf(config, 2, StreamPicture::Whole));
  const SrtCaller small(streamOf(config, 1, StreamPicture::Small));
  CHECK(whole.connected() && second.connected() && small.connected());
  auto held = std::async(std::launch::async, [&room] {
    return room.device().send({"GET", "/device/v1/config", {"If-None-Match: \"2\"", "Prefer: wait=55"}, {}});
  });

  const EnrollingBox spare(room, "spare");
  CHECK_EQ(202L, spare.enrol().status);
  // Beside the running centre, which notices.
  const std::string code = pairingCode(spare.keyId()).value();
  CHECK_EQ(1, runCentreTool(room, {"approve", "--code", "ZZZZ-ZZZZ", "--site", "79"}).code);
  const ToolRun approved = runCentreTool(room, {"approve", "--code", code, "--site", "79"});
  CHECK_EQ(std::string(), approved.output);
  CHECK(waitFor(20s, [&] { return !whole.connected() && !second.connected() && !small.connected(); }));
  const HttpsReply woken = held.get();
  CHECK_EQ(403L, woken.status);
  CHECK_EQ(std::string("identity_revoked"), woken.code());
  CHECK_EQ(std::string("identity_revoked"), room.report(room.status(2, 1)).code());
  CHECK_EQ(std::string("identity_revoked"),
           room.device().send({"GET", "/device/v1/recordings/9f2c41d07be85a36/segments/7-1-2-0"}).code());
  CHECK(!SrtCaller(streamOf(config, 1, StreamPicture::Whole)).connected());
  CHECK(viewOf(*people, room.id())["revoked_at"].is_string());
  // No rollout waits for it.
  const json change{{"changes", {{"screen", {{"fade_ms", 100}}}}}, {"endpoints", json::array({room.id()})}};
  CHECK_EQ(std::string("endpoint_unknown"), people->post("/rollouts", change).json()["error"].value("code", ""));

  spare.keep(spare.enrol());
  const Config taken = configIn(spare.getConfig());
  CHECK_EQ(std::string("79"), taken.body.site.code);
  // It goes on where the box before was, with a stream of its own.
  CHECK_EQ(std::string("HỘI NGHỊ CỦA PHÒNG NÀY"), taken.body.screen.maket->heading);
  CHECK_EQ(std::string("serial:CAM-7"), taken.body.camera.source);
  CHECK_EQ(std::uint64_t{1}, taken.version);
  CHECK(taken.body.uplink->passphrase != config.body.uplink->passphrase);
  CHECK_EQ(spare.id(), NEED(parseStreamId(taken.body.uplink->stream_id)).user);
  CHECK(SrtCaller(streamOf(taken, 1, StreamPicture::Whole)).connected());
  // After a restart all of that still holds.
  room.centre().kill();
  room.centre().start();
  CHECK_EQ(403L, room.device().send({"GET", "/device/v1/config"}).status);
  CHECK_EQ(200L, spare.getConfig().status);
}

void anIdentityIsRenewedAndARevokedOneIsNot() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const EnrollingBox box(room, "box");
  box.keep(box.enrol(tokenFor(room, "48").token));
  const std::string before = viewOf(*people, box.id()).value("certificate_expires_at", "");
  CHECK(waitFor(20s, [&] {
    box.keep(box.renew(box.request()));
    return viewOf(*people, box.id()).value("certificate_expires_at", "") > before;
  }));
  // A new key under the old name.
  const EnrollingBox other(room, "other");
  box.keep(box.renew(other.request(box.id())));
  std::filesystem::copy_file(other.file("key.pem"), box.file("key.pem"),
                             std::filesystem::copy_options::overwrite_existing);
  CHECK_EQ(200L, box.getConfig().status);
  CHECK_EQ(std::string("subject_changed"), box.renew(other.request()).code());
  const HttpsReply unknown =
      HttpsClient(room.centre().port("enrol"), room.ca())
          .send({"POST", "/.well-known/est/simplereenroll", {"Content-Type: application/pkcs10"}, "A"});
  CHECK_EQ(403L, unknown.status);
  CHECK_EQ(std::string("certificate_missing"), unknown.code());

  CHECK_EQ(1, runCentreTool(room, {"revoke", "--endpoint", "box-none"}).code);
  CHECK(
      runCentreTool(room, {"audit"})
          .output.contains(R"("action":"endpoint.revoke_refused","subject":"box-none","detail":"enrolment.endpoint)"));
  CHECK_EQ(0, runCentreTool(room, {"revoke", "--endpoint", box.id()}).code);
  const HttpsReply refused = box.renew(box.request(box.id()));
  CHECK_EQ(403L, refused.status);
  CHECK_EQ(std::string("identity_revoked"), refused.code());
  CHECK(waitFor(20s, [&] { return box.getConfig().code() == "identity_revoked"; }));
}

void anOperatorTakesAnIdentityAway() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const std::string path = "/endpoints/" + room.id() + "/revoke";
  const Config config = configIn(room.device().send({"GET", "/device/v1/config"}));
  const SrtCaller stream(streamOf(config, 1, StreamPicture::Whole));
  CHECK(stream.connected());
  CHECK_EQ(401L, room.stranger().send({"POST", "/api/v1" + path, {"X-Diemcau: 1"}}).status);
  CHECK_EQ(404L, people->post("/endpoints/box-ffffffff/revoke").status);
  CHECK_EQ(200L, room.device().send({"GET", "/device/v1/config"}).status);
  CHECK_EQ(204L, people->post(path).status);
  CHECK_EQ(std::string("identity_revoked"), room.device().send({"GET", "/device/v1/config"}).code());
  CHECK(waitFor(20s, [&] { return !stream.connected(); }));
  const std::string audit = runCentreTool(room, {"audit"}).output;
  CHECK(
      audit.contains(R"("actor":"operator","address":"127.0.0.1","action":"endpoint.revoke","subject":")" + room.id()));
}

void anOperatorApprovesOnThePage() {
  CentreRoom room;
  const EnrollingBox spare(room, "spare");
  CHECK_EQ(202L, spare.enrol().status);
  Process page("node", room.dir(),
               {.args = {sourceFile("tests/integration/console/approve.mjs"), "--url",
                         "https://localhost:" + std::to_string(room.centre().port("operator")) + "/", "--password",
                         room.centre().oneTimePassword(), "--code", pairingCode(spare.keyId()).value(), "--site", "79",
                         "--replaces", room.id(), "--screenshot", builtProgram("centre_enrolment.png")}});
  CHECK_EQ(ExitState{}, page.waitExit(120s));
  spare.keep(spare.enrol());
  CHECK_EQ(200L, spare.getConfig().status);
  CHECK_EQ(std::string("identity_revoked"), room.device().send({"GET", "/device/v1/config"}).code());
}

void strongSwanEnrolsAndRenews() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const EnrollingBox box(room, "box");
  const std::string url = "https://localhost:" + std::to_string(room.centre().port("enrol"));
  const auto pki = [&](std::vector<std::string> args) {
    args.insert(args.begin(), {"--est", "--url", url, "--cacert", room.ca(), "--interval", "1", "--outform", "pem"});
    return std::make_unique<Process>("pki", room.dir(), ProcessOptions{.args = std::move(args)});
  };
  // pki asks until a person has decided; it writes the certificate to its output, between lines of its own.
  (void)box.request();
  const auto asking = pki({"--in", box.file("request.der"), "--maxpolltime", "60"});
  CHECK(waitFor(20s, [&] { return !waitingAt(*people).empty() || !asking->running(); }));
  CHECK_EQ(204L, people->post("/enrolments/" + box.keyId() + "/approve", {{"site", "01"}}).status);
  CHECK_EQ(ExitState{}, asking->waitExit(40s));
  const std::string begin = "-----BEGIN CERTIFICATE-----";
  const auto certificateIn = [&](const std::string& text) {
    CHECK(text.find(begin) != text.npos);
    return text.substr(text.find(begin));
  };
  writeWhole(box.file("cert.pem"), certificateIn(asking->log()));
  CHECK_EQ(200L, box.getConfig().status);
  const auto renewing =
      pki({"--in", box.file("request.der"), "--cert", box.file("cert.pem"), "--key", box.file("key.pem")});
  CHECK_EQ(ExitState{}, renewing->waitExit(40s));
  writeWhole(box.file("cert.pem"), certificateIn(renewing->log()));
  CHECK_EQ(200L, box.getConfig().status);
}

void tokensAreNowhereButOnTheStick() {
  CentreRoom room;
  const Enrolment usb = tokenFor(room, "01");
  const EnrollingBox box(room, "box");
  box.keep(box.enrol(usb.token));
  std::string all = room.centre().process().log();
  for (const auto& entry : std::filesystem::recursive_directory_iterator(room.centre().data())) {
    if (entry.is_regular_file()) all += readWhole(entry.path());
  }
  const ToolRun audit = runCentreTool(room, {"audit"});
  CHECK_EQ(0, audit.code);
  for (const char* action : {"token.made", "endpoint.enrol", "endpoint.provision"}) {
    CHECK(audit.output.find("\"action\":\"" + std::string(action) + "\"") != std::string::npos);
  }
  all += audit.output;
  const json verified = json::parse(runCentreTool(room, {"audit", "--verify"}).output);
  CHECK(verified.value("rows", 0) >= 4);
  CHECK(audit.output.find(verified.value("sha256", "-")) != std::string::npos);
  CHECK(all.find(usb.token) == std::string::npos);
  CHECK(std::filesystem::status(room.dir() / "usb/01/diemcau.json").permissions() == std::filesystem::perms(0600));
  const ToolRun again = runCentreTool(room, {"tokens", "--sites", room.dir() / "sites.json", "--out",
                                             room.dir() / "usb", "--public-host", "127.0.0.1", "--expires", "30"});
  CHECK_EQ(1, again.code);
  CHECK(again.output.find("tokens.file_there") != std::string::npos);
}

void eachOfThe63SitesGetsAStickOfItsOwn() {
  CentreRoom room;
  const std::filesystem::path sites = sourceFile("centre/data/sites-63-2022.json");
  const ToolRun made = runCentreTool(
      room, {"tokens", "--sites", sites, "--out", room.dir() / "usb", "--public-host", "127.0.0.1", "--expires", "30"});
  CHECK_EQ(0, made.code);
  const json list = json::parse(readWhole(sites));
  CHECK_EQ(std::size_t{63}, list.size());
  std::set<std::string> tokens;
  for (const json& site : list) {
    const auto file = room.dir() / "usb" / site.value("code", "?") / "diemcau.json";
    tokens.insert(NEED(parseEnrolment(readWhole(file))).token);
  }
  CHECK_EQ(std::size_t{63}, tokens.size());
  // The last one's is for the last one.
  const std::string code = list.back().value("code", "");
  const EnrollingBox box(room, "box");
  box.keep(box.enrol(NEED(parseEnrolment(readWhole(room.dir() / "usb" / code / "diemcau.json"))).token));
  CHECK_EQ(code, configIn(box.getConfig()).body.site.code);
}

// One refusal of each command that changes something; rows as "ACTION SUBJECT CODE".
void whatACommandIsRefusedIsWrittenDown() {
  CentreRoom room;
  (void)tokenFor(room, "01");
  writeWhole(room.dir() / "root.json", "{}");
  const std::string data = room.centre().data();
  const std::vector<std::string> refused[] = {
      {"rotate", "--data", data, "--endpoint", "box-none"},
      {"tokens", "--data", data, "--sites", room.dir() / "sites.json", "--out", room.dir() / "usb", "--public-host",
       "127.0.0.1", "--expires", "30"},
      {"provision", "--data", data, "--site", "99", "--conference", sourceFile("centre/data/conference-2022.json"),
       "--centre-url", "https://127.0.0.1:1", "--out", room.dir() / "box"},
      {"trust-root", "publish", "--data", data, "--in", room.dir() / "root.json"},
  };
  for (const auto& args : refused) {
    Process tool(builtProgram("diemcau-centre"), room.dir(), {.args = args});
    CHECK_EQ((ExitState{1, 0}), tool.waitExit(20s));
  }
  // Twice: the second time it is being replaced.
  CHECK_EQ(0, runCentreTool(room, {"rotate", "--all"}).code);
  CHECK_EQ(1, runCentreTool(room, {"rotate", "--endpoint", room.id()}).code);
  // What is mistyped is no refusal.
  CHECK_EQ(2, runCentreTool(room, {"provision", "--site", "99"}).code);

  std::vector<std::string> rows;
  std::istringstream lines(runCentreTool(room, {"audit"}).output);
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    if (!row.value("action", "").ends_with("_refused")) continue;
    const std::string detail = row.value("detail", "");
    rows.push_back(row.value("action", "") + " " + row.value("subject", "") + " " + detail.substr(0, detail.find(':')));
  }
  const std::vector<std::string> expected = {"passphrase.replace_refused box-none passphrase.config_missing",
                                             "token.make_refused  tokens.file_there",
                                             "endpoint.provision_refused site 99 provision.site_unknown",
                                             "trust_root.publish_refused  document.member_missing",
                                             "passphrase.replace_refused " + room.id() + " passphrase.being_replaced"};
  CHECK_EQ(json(expected).dump(), json(rows).dump());
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(theAuthoritysCertificateIsToBeHadByAnybody), TEST(aTokenGivesAnIdentityAtOnce),
              TEST(withoutATokenAPersonDecides), TEST(whoWaitsIsToldToThePageAtOnce),
              TEST(wrongRequestsAreRefusedEachForItsReason), TEST(aSpareBoxTakesOverASite),
              TEST(anIdentityIsRenewedAndARevokedOneIsNot), TEST(anOperatorTakesAnIdentityAway),
              TEST(anOperatorApprovesOnThePage), TEST(strongSwanEnrolsAndRenews), TEST(tokensAreNowhereButOnTheStick),
              TEST(eachOfThe63SitesGetsAStickOfItsOwn), TEST(whatACommandIsRefusedIsWrittenDown)});
}
