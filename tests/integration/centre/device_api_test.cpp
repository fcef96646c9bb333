// SPDX-License-Identifier: Apache-2.0
// What endpoints meet at a real centre: who may come in, reports, pictures; and what the centre survives.
#include <sys/resource.h>

#include <algorithm>
#include <future>
#include <sstream>
#include <string>
#include <vector>

#include "centre/crypto/certificate.h"
#include "centre/crypto/private_key.h"
#include "contract/condition.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using centre::Certificate;
using centre::CertificateRequest;
using centre::CertificateUse;
using centre::PrivateKey;
using nlohmann::json;

const std::string kPicture = "\xFF\xD8\xFF\xE0 a picture";

Timestamp now() { return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()); }

// Certificates for a key of the test's own, by the centre's authority or by another.
class Forge {
 public:
  explicit Forge(CentreRoom& room) : room_(room) { writeWhole(room.dir() / "forged.key", NEED(key_.toPem())); }

  HttpsReply tryBy(const Certificate& authority, const PrivateKey& authority_key, const CertificateRequest& request) {
    writeWhole(room_.dir() / "forged.pem", NEED(Certificate::issue(authority, authority_key, key_, request)).toPem());
    return room_.device({room_.dir() / "forged.pem", room_.dir() / "forged.key"}).send({"GET", "/device/v1/config"});
  }
  HttpsReply tryByCentre(const CertificateRequest& request) {
    const auto data = room_.centre().data();
    return tryBy(NEED(Certificate::fromPem(readWhole(data / "ca.pem"))),
                 NEED(PrivateKey::fromPem(readWhole(data / "keys" / "ca.key.pem"))), request);
  }
  [[nodiscard]] CertificateRequest asTheEndpoint() const {
    return {room_.id(), CertificateUse::Client, {}, now() - 24h, now() + 24h};
  }

 private:
  CentreRoom& room_;
  PrivateKey key_ = NEED(PrivateKey::generate());
};

void strangersAreRefusedInTheHandshake() {
  CentreRoom room;
  Forge forge(room);
  CHECK_EQ(200L, room.device().send({"GET", "/device/v1/config"}).status);
  CHECK_EQ(200L, forge.tryByCentre(forge.asTheEndpoint()).status);

  const HttpsReply none = room.device({}).send({"GET", "/device/v1/config"});
  CHECK_EQ(0L, none.status);
  CHECK(!none.fault.empty());

  CertificateRequest expired = forge.asTheEndpoint();
  expired.not_before = now() - std::chrono::days(400);
  expired.not_after = now() - 1h;
  CHECK_EQ(0L, forge.tryByCentre(expired).status);
  CertificateRequest early = forge.asTheEndpoint();
  early.not_before = now() + 1h;
  CHECK_EQ(0L, forge.tryByCentre(early).status);
  CertificateRequest server = forge.asTheEndpoint();
  server.use = CertificateUse::Server;
  CHECK_EQ(0L, forge.tryByCentre(server).status);

  const PrivateKey other_key = NEED(PrivateKey::generate());
  const Certificate other = NEED(Certificate::makeAuthority(other_key, "another", now() - 24h, now() + 24h));
  CHECK_EQ(0L, forge.tryBy(other, other_key, forge.asTheEndpoint()).status);

  for (const char* reason :
       {"certificate has expired", "certificate is not yet valid", "did not return a certificate"}) {
    CHECK(waitFor(10s, [&] { return room.centre().process().log().contains(reason); }));
  }
}

void aCertificateForNobodyIsRefused() {
  CentreRoom room;
  Forge forge(room);
  CertificateRequest nobody = forge.asTheEndpoint();
  nobody.common_name = "box-ffffffff";
  const HttpsReply reply = forge.tryByCentre(nobody);
  CHECK_EQ(403L, reply.status);
  CHECK_EQ(std::string("endpoint_unknown"), reply.code());
}

void aReportIsSeenAtOnce() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  CHECK_EQ(false, viewOf(*people, room.id()).value("online", true));
  CHECK(hasCondition(viewOf(*people, room.id()), "endpoint_offline"));

  Status status = room.status(12, 1);
  status.conditions = {makeCondition(ConditionType::CameraMissing, now(), "v4l2:/dev/video0")};
  const HttpsReply reply = room.report(status);
  CHECK_EQ(200L, reply.status);
  CHECK_EQ(12, reply.json().value("acknowledged", 0));
  const json view = viewOf(*people, room.id());
  CHECK_EQ(true, view.value("online", false));
  CHECK_EQ(std::string("phòng họp 12"), view["status"]["host"].value("hostname", ""));
  CHECK(hasCondition(view, "camera_missing"));
  CHECK(!hasCondition(view, "endpoint_offline"));
  // No stream comes: after some seconds that is told.
  CHECK(waitFor(20s, [&] {
    CHECK_EQ(200L, room.report(room.status(static_cast<std::uint64_t>(now().time_since_epoch().count()), 1)).status);
    return hasCondition(viewOf(*people, room.id()), "stream_missing");
  }));
}

void repeatedAndLateReportsChangeNothing() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  for (const std::uint64_t seq : {5, 5, 3, 4}) {
    const HttpsReply reply = room.report(room.status(seq, 1));
    CHECK_EQ(200L, reply.status);
    CHECK_EQ(seq, reply.json().value("acknowledged", std::uint64_t{0}));
  }
  CHECK_EQ(5, viewOf(*people, room.id())["status"].value("seq", 0));
}

// Rows of the audit log with that action, as JSON.
std::vector<std::string> rowsOf(CentreRoom& room, const std::string& action) {
  Process tool(builtProgram("diemcau-centre"), room.dir(), {.args = {"audit", "--data", room.centre().data()}});
  CHECK_EQ(ExitState{}, tool.waitExit(std::chrono::seconds(20)));
  std::istringstream lines(tool.log());
  std::vector<std::string> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(line);
  std::erase_if(rows, [&](const std::string& row) { return !row.contains("\"action\":\"" + action + "\""); });
  return rows;
}
std::size_t refusedReportsIn(CentreRoom& room) { return rowsOf(room, "report.refused").size(); }

void whatARoomRefusesIsWrittenDownOnce() {
  CentreRoom room;
  Status status = room.status(1, 1);
  const auto tell = [&] {
    ++status.seq;
    status.observed_at = now();
    CHECK_EQ(200L, room.report(status).status);
  };
  for (int times = 0; times < 3; ++times) {
    // It judges the same anew, and says so.
    status.config.refused = RefusedConfig{2, "config_key_unknown", "a1b2", now()};
    status.config.rolled_back = RefusedConfig{1, "stream_stopped", "", now()};
    status.conditions = {makeCondition(ConditionType::TrustRootRefused, now(), "signature.threshold_not_met"),
                         makeCondition(ConditionType::CameraMissing, now())};
    tell();
  }
  const auto refused = rowsOf(room, "room.config_refused");
  CHECK_EQ(std::size_t{1}, refused.size());
  CHECK(refused.at(0).contains("\"actor\":\"" + room.id() + "\",\"address\":\"127.0.0.1\""));
  CHECK(refused.at(0).contains(R"("detail":"version 2: config_key_unknown, a1b2")"));
  CHECK_EQ(std::size_t{1}, rowsOf(room, "room.config_rolled_back").size());
  CHECK_EQ(std::size_t{1}, rowsOf(room, "room.trust_root_refused").size());
  CHECK(rowsOf(room, "room.camera_missing").empty());
  // A restart of the centre makes it no news; another version is.
  room.centre().kill();
  room.centre().start();
  tell();
  CHECK_EQ(std::size_t{1}, rowsOf(room, "room.config_refused").size());
  status.config.refused->version = 3;
  tell();
  CHECK_EQ(std::size_t{2}, rowsOf(room, "room.config_refused").size());
  // One that does it on purpose does not fill the log.
  for (std::uint64_t version = 10; version < 40; ++version) {
    status.config.refused->version = version;
    tell();
  }
  CHECK(rowsOf(room, "room.config_refused").size() <= 2 + 12);
}

void wrongReportsAreRefused() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const auto post = [&](const std::string& body) {
    return room.device().send({"POST", "/device/v1/reports", {"Expect:"}, body});
  };
  Status foreign = room.status(1, 1);
  foreign.endpoint = "box-00000000";
  CHECK_EQ(std::string("endpoint_wrong"), room.report(foreign).code());
  CHECK_EQ(400L, post("{}").status);
  CHECK_EQ(std::string("not_json"), post("seq=1").code());
  CHECK_EQ(413L, post(std::string(300 * 1024, ' ')).status);
  CHECK_EQ(405L, room.device().send({"GET", "/device/v1/reports"}).status);
  CHECK_EQ(404L, room.device().send({"GET", "/api/v1/endpoints"}).status);
  CHECK(viewOf(*people, room.id())["status"].is_null());
  // Not once each two seconds, for as long as the box is as it is.
  CHECK_EQ(std::size_t{1}, refusedReportsIn(room));
  CHECK_EQ(200L, room.report(room.status(2, 1)).status);
  CHECK_EQ(400L, post("{}").status);
  CHECK_EQ(std::size_t{2}, refusedReportsIn(room));
}

void picturesAreServedToPeople() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const auto put = [&](const std::string& kind, const std::string& body) {
    return room.device().send({"PUT", "/device/v1/snapshots/" + kind, {"Expect:"}, body}).status;
  };
  CHECK_EQ(404L, people->get("/endpoints/" + room.id() + "/snapshots/camera").status);
  CHECK_EQ(204L, put("camera", kPicture));
  CHECK_EQ(kPicture, people->get("/endpoints/" + room.id() + "/snapshots/camera").body);
  CHECK(viewOf(*people, room.id())["snapshots"]["camera"]["etag"].is_string());
  CHECK_EQ(400L, put("camera", "GIF89a"));
  CHECK_EQ(400L, put("camera", "GIF89a"));
  CHECK_EQ(std::size_t{1}, rowsOf(room, "snapshot.refused").size());
  CHECK_EQ(404L, put("cellar", kPicture));
  CHECK_EQ(204L, put("screen", "\xFF\xD8\xFF" + std::string(512 * 1024 - 3, 'x')));
  CHECK_EQ(413L, put("screen", "\xFF\xD8\xFF" + std::string(512 * 1024, 'x')));
  CHECK_EQ(kPicture, people->get("/endpoints/" + room.id() + "/snapshots/camera").body);
}

void whatWasLostIsTakenWhereItBelongs() {
  CentreRoom room;
  const std::string segments = "/device/v1/recordings/9f2c41d07be85a36/segments/";
  const std::string segment = segments + "7-70012-80012-1657846923000";
  const auto put = [&](const std::string& path, const std::string& range, const std::string& body) {
    return room.device().send({"PUT", path, {"Expect:", "Content-Range: bytes " + range}, body});
  };
  CHECK_EQ(std::string(R"({"wanted":true,"offset":0})"), room.device().send({"GET", segment}).body);
  CHECK_EQ(std::string(R"({"wanted":true,"offset":100})"), put(segment, "0-99/188", std::string(100, 'G')).body);
  const HttpsReply elsewhere = put(segment, "50-51/188", "GG");
  CHECK_EQ(409L, elsewhere.status);
  CHECK_EQ(std::string(R"({"wanted":true,"offset":100})"), elsewhere.body);
  CHECK_EQ(std::string(R"({"wanted":false,"offset":0})"), put(segment, "100-187/188", std::string(88, 'G')).body);
  CHECK_EQ(std::string(188, 'G'), readWhole(room.centre().recordings() / "79" / "9f2c41d07be85a36" /
                                            "00000007-0000070012-0000080012-1657846923000.ts"));

  CHECK_EQ(std::string("range_malformed"), put(segment, "0-9/188", "G").code());
  CHECK_EQ(std::string("piece_malformed"), put(segments + "8-1-2-0", "0-0/189", "G").code());
  CHECK_EQ(413L, put(segments + "8-1-2-0", "0-65536/188000", std::string(65'537, 'G')).status);
  for (const char* path :
       {"/device/v1/recordings/..%2F..%2Fetc/segments/7-1-2-0", "/device/v1/recordings/../segments/7-1-2-0",
        "/device/v1/recordings/9f2c41d07be85a36/segments/7", "/device/v1/recordings/79/segments/7-1-2-0"}) {
    CHECK_EQ(404L, room.device().send({"GET", path}).status);
  }
}

void killedAndRestartedTheCentreHasLostNothing() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  json body = room.newestBody(*people);
  body["screen"]["maket"]["heading"] = "SAU KHI TẮT";
  room.push(*people, 1, body, 2);
  CHECK_EQ(200L, room.report(room.status(77, 2)).status);
  CHECK_EQ(204L, room.device().send({"PUT", "/device/v1/snapshots/camera", {}, kPicture}).status);
  const json before = viewOf(*people, room.id());
  const std::uint16_t device_port = room.centre().port("device");
  const std::uint16_t srt_port = room.centre().port("srt");

  room.centre().kill();
  room.centre().start();
  CHECK_EQ(device_port, room.centre().port("device"));
  CHECK_EQ(srt_port, room.centre().port("srt"));
  // The session lives on too.
  const json after = viewOf(*people, room.id());
  CHECK_EQ(before["desired"].dump(), after["desired"].dump());
  CHECK_EQ(before["status"].dump(), after["status"].dump());
  CHECK_EQ(before["last_seen"].dump(), after["last_seen"].dump());
  CHECK_EQ(before["snapshots"].dump(), after["snapshots"].dump());
  CHECK_EQ(body.dump(), room.newestBody(*people).dump());
  CHECK_EQ(std::size_t{2}, people->get(configsOf(room)).json().size());
  CHECK_EQ(std::string("\"2\""), room.device().send({"GET", "/device/v1/config"}).headers.at("etag"));
}

void aFullDiskIsToldAndGotOver() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  CHECK_EQ(200L, room.report(room.status(1, 1)).status);
  // No file of the centre may be written any more: to it, a full disk.
  const pid_t pid = room.centre().process().pid();
  rlimit usual{};
  const rlimit none{0, RLIM_INFINITY};
  CHECK_EQ(0, ::prlimit(pid, RLIMIT_FSIZE, &none, &usual));

  const HttpsReply reply = room.report(room.status(2, 1));
  CHECK_EQ(503L, reply.status);
  CHECK(reply.headers.contains("retry-after"));
  CHECK_EQ(2, viewOf(*people, room.id())["status"].value("seq", 0));
  const json told = people->get("/centre").json();
  CHECK(hasCondition(told, "disk_low"));
  const json push{{"base_version", 1}, {"body", room.newestBody(*people)}};
  CHECK_EQ(503L, people->post(configsOf(room), push).status);

  CHECK_EQ(0, ::prlimit(pid, RLIMIT_FSIZE, &usual, nullptr));
  CHECK_EQ(200L, room.report(room.status(2, 1)).status);
  CHECK_EQ(201L, people->post(configsOf(room), push).status);
  CHECK(people->get("/centre").body.find("\"critical\"") == std::string::npos);
}

void theCentreEndsCleanlyWhileRequestsAreHeld() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  auto held = std::async(std::launch::async, [&room] {
    return room.device().send({"GET", "/device/v1/config", {"If-None-Match: \"1\"", "Prefer: wait=55"}, {}});
  });
  CHECK_EQ(200L, room.report(room.status(1, 1)).status);
  CHECK_EQ(ExitState{}, room.centre().process().terminate(10s));
  CHECK_EQ(0L, held.get().status);
  CHECK(!std::filesystem::exists(room.centre().data() / "ports.json"));
}

void twoCentresDoNotShareTheirData() {
  CentreRoom room;
  Process second(builtProgram("diemcau-centre"), room.dir(),
                 {.args = {"serve", "--data", room.centre().data(), "--console", room.dir().path(), "--sites",
                           sourceFile("centre/data/sites-63-2022.json"), "--listen", "127.0.0.1", "--public-host",
                           "localhost", "--device-port", "0", "--operator-port", "0", "--srt-port", "0"}});
  CHECK_EQ(ExitState{1}, second.waitExit(20s));
  CHECK(second.log().find("serve.running") != std::string::npos);
  CHECK_EQ(401L, room.stranger().send({"GET", "/api/v1/session"}).status);
}

void wrongProvisioningIsRefused() {
  CentreRoom room;
  const auto tryWith = [&](const std::string& site, const std::filesystem::path& out) {
    Process tool(builtProgram("diemcau-centre"), room.dir(),
                 {.args = {"provision", "--data", room.centre().data(), "--site", site, "--conference",
                           sourceFile("centre/data/conference-2022.json"), "--centre-url", "https://127.0.0.1:1",
                           "--out", out}});
    CHECK_EQ(ExitState{1}, tool.waitExit(20s));
    return tool.log();
  };
  CHECK(tryWith("999", room.dir() / "none").find("provision.site_unknown") != std::string::npos);
  CHECK(!std::filesystem::exists(room.dir() / "none"));
  CHECK(tryWith("79", room.identity()).find("provision.identity_there") != std::string::npos);
  CHECK_EQ(200L, room.device().send({"GET", "/device/v1/config"}).status);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(strangersAreRefusedInTheHandshake), TEST(aCertificateForNobodyIsRefused), TEST(aReportIsSeenAtOnce),
              TEST(repeatedAndLateReportsChangeNothing), TEST(wrongReportsAreRefused),
              TEST(whatARoomRefusesIsWrittenDownOnce), TEST(picturesAreServedToPeople),
              TEST(whatWasLostIsTakenWhereItBelongs), TEST(killedAndRestartedTheCentreHasLostNothing),
              TEST(aFullDiskIsToldAndGotOver), TEST(theCentreEndsCleanlyWhileRequestsAreHeld),
              TEST(twoCentresDoNotShareTheirData), TEST(wrongProvisioningIsRefused)});
}
