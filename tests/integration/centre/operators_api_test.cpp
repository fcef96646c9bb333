// SPDX-License-Identifier: Apache-2.0
// What operators meet at a real centre: logging in, pushing, wrong input, events, the page's files.
#include <future>
#include <sstream>
#include <string>
#include <vector>

#include "contract/config.h"
#include "contract/envelope.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

const std::string kOurs = "X-Diemcau: 1";

HttpsRequest loginWith(const std::string& password) {
  return {"POST", "/api/v1/session", {kOurs}, json{{"password", password}}.dump()};
}

std::string printedPassword(CentreRoom& room) {
  const std::string log = room.centre().process().log();
  const std::string mark = "one-time password: ";
  const auto at = log.find(mark);
  CHECK(at != log.npos);
  return log.substr(at + mark.size(), log.find('\n', at) - at - mark.size());
}

std::string cookieOf(const HttpsReply& reply) {
  const std::string cookie = reply.headers.at("set-cookie");
  return "Cookie: " + cookie.substr(0, cookie.find(';'));
}

void thePrintedPasswordLogsInOnce() {
  CentreRoom room;
  const HttpsClient browser = room.stranger();
  const std::string password = printedPassword(room);
  CHECK_EQ(std::string("session_missing"), browser.send({"GET", "/api/v1/endpoints"}).code());
  CHECK_EQ(403L, browser.send({"POST", "/api/v1/session", {}, json{{"password", password}}.dump()}).status);

  const HttpsReply in = browser.send(loginWith(password));
  CHECK_EQ(204L, in.status);
  for (const char* part : {"HttpOnly", "Secure", "SameSite=Strict", "Path=/"}) {
    CHECK(in.headers.at("set-cookie").find(part) != std::string::npos);
  }
  const std::string cookie = cookieOf(in);
  CHECK_EQ(200L, browser.send({"GET", "/api/v1/endpoints", {cookie}}).status);
  CHECK_EQ(std::string("operator"), browser.send({"GET", "/api/v1/session", {cookie}}).json().value("operator", ""));

  const HttpsReply again = browser.send(loginWith(password));
  CHECK_EQ(401L, again.status);
  CHECK_EQ(std::string("one_time_password_used"), again.code());

  CHECK_EQ(403L, browser.send({"DELETE", "/api/v1/session", {cookie}}).status);
  CHECK_EQ(204L, browser.send({"DELETE", "/api/v1/session", {cookie, kOurs}}).status);
  CHECK_EQ(401L, browser.send({"GET", "/api/v1/endpoints", {cookie}}).status);
}

void guessingIsSlowedDown() {
  const CentreRoom room;
  const HttpsClient browser = room.stranger();
  for (int i = 0; i < 5; ++i) CHECK_EQ(std::string("password_wrong"), browser.send(loginWith("guess")).code());
  const HttpsReply refused = browser.send(loginWith("guess"));
  CHECK_EQ(429L, refused.status);
  CHECK_EQ(std::string("too_many_tries"), refused.code());
  const int wait = std::stoi(refused.headers.at("retry-after"));
  CHECK(wait >= 1 && wait <= 60);
}

void aPasswordSetOnTheMachineEndsTheSessionsBefore() {
  CentreRoom room;
  const auto before = room.centre().logIn();
  CHECK_EQ(200L, before->get("/session").status);
  Process tool(builtProgram("diemcau-centre"), room.dir(),
               {.args = {"set-password", "--data", room.centre().data()}, .input = "mật khẩu của trung tâm\n"});
  CHECK_EQ(ExitState{}, tool.waitExit(20s));
  CHECK(waitFor(10s, [&] { return before->get("/session").status == 401; }));
  const HttpsClient browser = room.stranger();
  CHECK_EQ(401L, browser.send(loginWith("mật khẩu của trung tân")).status);
  CHECK_EQ(204L, browser.send(loginWith("mật khẩu của trung tâm")).status);
  CHECK_EQ(204L, browser.send(loginWith("mật khẩu của trung tâm")).status);
}

void aPushReachesTheHeldRequestAtOnce() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const HttpsRequest poll{"GET", "/device/v1/config", {"If-None-Match: \"1\"", "Prefer: wait=1"}, {}};
  CHECK_EQ(304L, room.device().send(poll).status);

  const HttpsRequest longer{"GET", "/device/v1/config", {"If-None-Match: \"1\"", "Prefer: wait=55"}, {}};
  auto held = std::async(std::launch::async, [&room, &longer] { return room.device().send(longer); });
  json body = room.newestBody(*people);
  body["screen"]["maket"]["heading"] = "HỘI NGHỊ TRỰC TUYẾN";
  room.push(*people, 1, body, 2);
  const HttpsReply reply = held.get();
  CHECK_EQ(200L, reply.status);
  CHECK_EQ(std::string("\"2\""), reply.headers.at("etag"));
  const Config config = NEED(parseConfig(NEED(parseEnvelope(reply.body)).payload));
  CHECK_EQ(std::uint64_t{2}, config.version);
  CHECK_EQ(room.id(), config.endpoint);
  CHECK_EQ(std::string("HỘI NGHỊ TRỰC TUYẾN"), config.body.screen.maket->heading);
  CHECK_EQ(room.centre().port("srt"), config.body.uplink->port);
  CHECK_EQ(std::size_t{32}, config.body.uplink->passphrase.size());
}

void theHistoryTellsWhoAndWhenAndHowFast() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const json body = room.newestBody(*people);
  room.push(*people, 1, body, 2);
  CHECK_EQ(200L, room.report(room.status(1, 2)).status);
  const json history = people->get(configsOf(room)).json();
  CHECK_EQ(std::size_t{2}, history.size());
  CHECK_EQ(std::string("operator"), history[0].value("author", ""));
  CHECK_EQ(std::string("provision"), history[1].value("author", ""));
  CHECK(history[0]["applied_at"].is_string());
  CHECK(history[0]["applied_after_ms"].is_number_unsigned());
  CHECK(history[1]["applied_at"].is_null());
  const Reply first = people->get(configsOf(room) + "/1");
  CHECK(first.body.find("uplink") == std::string::npos);
  CHECK_EQ(404L, people->get(configsOf(room) + "/3").status);
  CHECK_EQ(404L, people->get(configsOf(room) + "/x").status);
}

void aPushOverAnotherOneIsAConflict() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const json body = room.newestBody(*people);
  room.push(*people, 1, body, 2);
  const Reply late = people->post(configsOf(room), {{"base_version", 1}, {"body", body}});
  CHECK_EQ(409L, late.status);
  CHECK_EQ(std::string("version_conflict"), late.json()["error"].value("code", ""));
  CHECK_EQ(std::size_t{2}, people->get(configsOf(room)).json().size());
}

void wrongPushesAreRefusedWithTheirPlace() {
  CentreRoom room;
  const auto people = room.centre().logIn();
  const json good = room.newestBody(*people);
  const auto refusal = [&](const json& patch) {
    const Reply reply = people->post(configsOf(room), {{"base_version", 1}, {"body", good.patch(patch)}});
    CHECK_EQ(400L, reply.status);
    const json error = reply.json()["error"];
    return error.value("code", "") + " " + error.value("detail", "").substr(0, error.value("detail", "").find(':'));
  };
  const auto change = [](const char* op, const char* path, const json& value) {
    return json::array({{{"op", op}, {"path", path}, {"value", value}}});
  };
  CHECK_EQ(std::string("member_missing /body/screen/maket/title"),
           refusal(change("remove", "/screen/maket/title", nullptr)));
  CHECK_EQ(std::string("member_type /body/video/fps"), refusal(change("replace", "/video/fps", "30")));
  CHECK_EQ(std::string("value_out_of_range /body/video/width"), refusal(change("replace", "/video/width", 1)));
  CHECK_EQ(std::string("value_unknown /body/camera/source"),
           refusal(change("replace", "/camera/source", "file:/etc/shadow")));
  CHECK_EQ(std::string("value_unknown /body/uplink"), refusal(change("add", "/uplink", {{"host", "evil"}})));
  CHECK_EQ(std::string("site_wrong /body/site/code"), refusal(change("replace", "/site/code", "01")));
  CHECK_EQ(std::size_t{1}, people->get(configsOf(room)).json().size());
}

// The audit log as "ACTION SUBJECT DETAIL" of those that end in "refused".
std::vector<std::string> refusalsIn(CentreRoom& room) {
  Process tool(builtProgram("diemcau-centre"), room.dir(), {.args = {"audit", "--data", room.centre().data()}});
  CHECK_EQ(ExitState{}, tool.waitExit(20s));
  std::vector<std::string> refusals;
  std::istringstream lines(tool.log());
  for (std::string line; std::getline(lines, line);) {
    const json row = json::parse(line);
    const std::string action = row.value("action", "");
    if (!action.ends_with("refused")) continue;
    CHECK_EQ(std::string("operator 127.0.0.1"), row.value("actor", "") + " " + row.value("address", ""));
    refusals.push_back(action + " " + row.value("subject", "") + " " + row.value("detail", ""));
  }
  return refusals;
}

void whatAnOperatorIsRefusedIsWrittenDown() {
  CentreRoom room;
  const HttpsClient browser = room.stranger();
  CHECK_EQ(400L, browser.send({"POST", "/api/v1/session", {kOurs}, "{}"}).status);
  const std::string cookie = cookieOf(browser.send(loginWith(printedPassword(room))));
  const auto refused = [&](const std::string& path, const std::string& body, long status) {
    CHECK_EQ(status, browser.send({"POST", "/api/v1" + path, {cookie, kOurs}, body}).status);
  };
  const std::string endpoint = "/endpoints/" + room.id();
  refused(endpoint + "/configs", "{", 400);
  refused(endpoint + "/configs/draft", R"({"base_version":1,"body":{}})", 400);
  refused(endpoint + "/configs/import", "{}", 400);
  refused("/endpoints/box-none/configs", "{}", 404);
  refused("/rollouts", R"({"changes":{"uplink":null}})", 400);
  refused("/rollouts/current/stop", R"({"undo":true})", 409);
  refused("/enrolments/" + std::string(64, '0') + "/approve", R"({"site":"01"})", 404);
  refused("/endpoints/box-none/revoke", "", 404);
  refused("/passphrases/rotate", R"({"endpoints":["box-none"]})", 202);
  CHECK_EQ(403L, browser.send({"POST", "/api/v1" + endpoint + "/revoke", {cookie}, {}}).status);
  // Who asks, or is nobody, leaves no trace there.
  CHECK_EQ(404L, browser.send({"GET", "/api/v1/endpoints/box-none", {cookie}}).status);
  CHECK_EQ(401L, browser.send({"POST", "/api/v1" + endpoint + "/revoke", {kOurs}, {}}).status);

  const std::vector<std::string> refusals = refusalsIn(room);
  auto isThere = [&refusals, n = std::size_t{0}](const std::string& begin) mutable {
    CHECK(n < refusals.size());
    CHECK_EQ(begin, refusals[n++].substr(0, begin.size()));
  };
  isThere("login.refused operator member_missing");
  isThere("config.push_refused " + room.id() + " not_json");
  isThere("config.draft_refused " + room.id() + " member_missing /body/site");
  isThere("config.import_refused " + room.id() + " member_missing /payload");
  isThere("config.push_refused box-none not_found");
  isThere("rollout.begin_refused  value_unknown 79: /uplink");
  isThere("rollout.stop_refused  rollout_over");
  isThere("enrolment.approve_refused 0000");
  isThere("endpoint.revoke_refused box-none not_found");
  isThere("passphrase.replace_refused box-none endpoint_unknown");
  isThere("endpoint.revoke_refused " + room.id() + " header_missing");
  CHECK_EQ(std::size_t{11}, refusals.size());
  CHECK_EQ(200L, room.device().send({"GET", "/device/v1/config"}).status);
}

void rawNonsenseIsRefused() {
  CentreRoom room;
  const HttpsClient browser = room.stranger();
  const std::string cookie = cookieOf(browser.send(loginWith(printedPassword(room))));
  const auto push = [&](const std::string& body) {
    return browser.send({"POST", "/api/v1" + configsOf(room), {cookie, kOurs, "Expect:"}, body});
  };
  CHECK_EQ(std::string("not_json"), push("{").code());
  CHECK_EQ(std::string("text_not_utf8"), push("{\"a\": \"\xFF\"}").code());
  CHECK_EQ(std::string("too_deep"), push(std::string(100, '[')).code());
  CHECK_EQ(std::string("member_missing"), push("{}").code());
  const HttpsReply large = push(std::string(10 * 1024 * 1024, ' '));
  CHECK_EQ(413L, large.status);
  CHECK_EQ(std::string("too_large"), large.code());
  CHECK_EQ(404L, browser.send({"GET", "/api/v1/endpoints/box-00000000", {cookie}}).status);
  CHECK_EQ(404L, browser.send({"GET", "/api/v1/endpoints/%2e%2e", {cookie}}).status);
  CHECK_EQ(405L, browser.send({"DELETE", "/api/v1/endpoints", {cookie, kOurs}}).status);
  const HttpsReply header = browser.send({"GET", "/", {"X-Large: " + std::string(100'000, 'x')}, {}});
  CHECK_EQ(431L, header.status);
  CHECK(room.centre().process().running());
}

void eventsBeginWithEverythingAndGoOn() {
  CentreRoom room;
  const HttpsClient browser = room.stranger();
  const std::string cookie = cookieOf(browser.send(loginWith(printedPassword(room))));
  CHECK_EQ(401L, browser.send({"GET", "/api/v1/events"}).status);

  std::promise<void> begun;
  bool told = false;
  auto events = std::async(std::launch::async, [&] {
    return browser.send({"GET", "/api/v1/events", {cookie}}, [&](const std::string& body) {
      if (!told && body.find(room.id()) != body.npos) {
        told = true;
        begun.set_value();
      }
      return body.find("phòng họp 7") != body.npos && body.find("event: snapshot") != body.npos;
    });
  });
  CHECK(begun.get_future().wait_for(20s) == std::future_status::ready);
  CHECK_EQ(200L, room.report(room.status(7, 1)).status);
  CHECK_EQ(204L, room.device().send({"PUT", "/device/v1/snapshots/screen", {}, "\xFF\xD8\xFF picture"}).status);
  const HttpsReply reply = events.get();
  CHECK_EQ(std::string("text/event-stream"), reply.headers.at("content-type"));
  CHECK(reply.body.find("event: centre\ndata: {") < reply.body.find("event: endpoint\ndata: {"));
  CHECK(reply.body.find("\"online\":true") != reply.body.npos);
}

void thePageComesWithItsProtection() {
  const CentreRoom room;
  const HttpsClient browser = room.stranger();
  if (!std::filesystem::exists(sourceFile("out/console/index.html"))) skip("the console is not built");
  const HttpsReply page = browser.send({"GET", "/"});
  CHECK_EQ(200L, page.status);
  CHECK_EQ(std::string("text/html; charset=utf-8"), page.headers.at("content-type"));
  CHECK_EQ(std::string("no-cache"), page.headers.at("cache-control"));
  CHECK(page.headers.at("content-security-policy").find("script-src 'self'") != std::string::npos);
  CHECK_EQ(std::string("nosniff"), page.headers.at("x-content-type-options"));
  CHECK_EQ(std::string("DENY"), page.headers.at("x-frame-options"));
  CHECK_EQ(304L, browser.send({"GET", "/", {"If-None-Match: " + page.headers.at("etag")}, {}}).status);
  for (const char* path : {"/../centre/ca.pem", "/..%2fcentre/ca.pem", "/assets/", "/nothing.js"}) {
    CHECK_EQ(404L, browser.send({"GET", path}).status);
  }
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(thePrintedPasswordLogsInOnce), TEST(guessingIsSlowedDown),
              TEST(aPasswordSetOnTheMachineEndsTheSessionsBefore), TEST(aPushReachesTheHeldRequestAtOnce),
              TEST(theHistoryTellsWhoAndWhenAndHowFast), TEST(aPushOverAnotherOneIsAConflict),
              TEST(wrongPushesAreRefusedWithTheirPlace), TEST(whatAnOperatorIsRefusedIsWrittenDown),
              TEST(rawNonsenseIsRefused), TEST(eventsBeginWithEverythingAndGoOn), TEST(thePageComesWithItsProtection)});
}
