// SPDX-License-Identifier: Apache-2.0
// Routes, headers, sessions and limits, without a socket.
#include <string>

#include "centre/device/device_api.h"
#include "centre/http/message.h"
#include "centre/http/router.h"
#include "centre/operators/console_files.h"
#include "centre/operators/login_limit.h"
#include "centre/operators/login_request.h"
#include "centre/operators/session_api.h"
#include "centre/operators/sessions.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using test::FakeClock;
using namespace std::chrono_literals;

boost::asio::awaitable<HttpResponse> nothing(const HttpRequest&) { co_return emptyResponse(204); }

Router sampleRouter() {
  Router router;
  router.add("GET", "/api/v1/endpoints", 0, nothing);
  router.add("GET", "/api/v1/endpoints/{id}/snapshots/{kind}", 0, nothing);
  router.add("POST", "/api/v1/endpoints/{id}/configs", 100, nothing);
  router.add("GET", "/api/v1/endpoints/{id}/configs", 0, nothing);
  return router;
}

void aPathFindsItsRouteAndValues() {
  const Router router = sampleRouter();
  const Router::Match match = router.find("GET", "/api/v1/endpoints/box-1/snapshots/camera");
  CHECK(match.route != nullptr);
  CHECK_EQ((std::vector<std::string>{"box-1", "camera"}), match.values);
  CHECK_EQ(std::size_t{100}, router.find("POST", "/api/v1/endpoints/b/configs").route->max_body);
  CHECK(router.find("HEAD", "/api/v1/endpoints").route != nullptr);
}

void otherPathsAndMethodsFindNone() {
  const Router router = sampleRouter();
  for (const char* path : {"/", "", "/api/v1/endpoints/", "/api/v1/endpoints//configs", "/api/v1/Endpoints",
                           "/api/v1/endpoints/b/configs/1/2"}) {
    CHECK(router.find("GET", path).route == nullptr);
    CHECK_EQ(std::string(), router.find("GET", path).allowed);
  }
  CHECK_EQ(std::string("POST, GET"), router.find("DELETE", "/api/v1/endpoints/b/configs").allowed);
}

void everythingElseIsTheConsoles() {
  Router router = sampleRouter();
  router.otherwise(nothing);
  CHECK(router.find("GET", "/assets/index-BfQ3a9xZ.js").route != nullptr);
  CHECK(router.find("POST", "/").route == nullptr);
  CHECK_EQ(std::string("GET"), router.find("POST", "/").allowed);
}

void cookiesAreToldApart() {
  HttpRequest request;
  request.headers = {{"cookie", "a=1; diemcau_session=token; diemcau_sessionx=2"}};
  CHECK_EQ(std::string_view("token"), request.cookie("diemcau_session"));
  CHECK_EQ(std::string_view(""), request.cookie("session"));
}

void entityTagsAreComparedAsHttpSays() {
  CHECK(matchesEntityTag("\"abc\"", "abc"));
  CHECK(matchesEntityTag("\"x\", W/\"abc\"", "abc"));
  CHECK(matchesEntityTag("*", "abc"));
  CHECK(!matchesEntityTag("abc", "abc"));
  CHECK(!matchesEntityTag("\"abcd\"", "abc"));
  CHECK(!matchesEntityTag("", "abc"));
}

void errorsAreEscaped() {
  CHECK_EQ(std::string(R"({"error":{"code":"c","detail":"\"<\u0001"}})"), errorResponse(400, "c", "\"<\x01").body);
}

void waitsAreBounded() {
  CHECK_EQ(55, preferredWait("wait=55").count());
  CHECK_EQ(60, preferredWait("wait=3600").count());
  CHECK_EQ(7, preferredWait("respond-async, wait=7").count());
  CHECK_EQ(0, preferredWait("").count());
  CHECK_EQ(0, preferredWait("wait=").count());
  CHECK_EQ(0, preferredWait("wait=-5").count());
  CHECK_EQ(0, preferredWait("wait=99999999999999999999").count());
}

void aSessionEndsWithItsTime() {
  FakeClock clock;
  Sessions sessions(clock);
  sessions.add({"token", "operator", clock.now().wall, clock.now().wall + kSessionLife});
  CHECK(sessions.find("token") != nullptr);
  CHECK(sessions.find("other") == nullptr);
  clock.advance(kSessionLife);
  CHECK(sessions.find("token") == nullptr);
}

void aSessionThatTheStoreDroppedIsOver() {
  const FakeClock clock;
  Sessions sessions(clock);
  sessions.add({"token", "operator", clock.now().wall, clock.now().wall + kSessionLife});
  sessions.replaceAll({});
  CHECK(sessions.find("token") == nullptr);
}

void changesNeedTheHeader() {
  HttpRequest request;
  request.method = "GET";
  CHECK(isFromOurPage(request));
  request.method = "DELETE";
  CHECK(!isFromOurPage(request));
  request.headers = {{"x-diemcau", "1"}};
  CHECK(isFromOurPage(request));
}

void aOneTimePasswordIsTypedAsPeopleType() {
  CHECK_EQ(oneTimeHash("abcd-efgh-2345-jkmn"), oneTimeHash(" ABCD efgh2345 jkmn"));
  CHECK(oneTimeHash("abcd-efgh-2345-jkmn") != oneTimeHash("abcd-efgh-2345-jkmp"));
}

void oneAddressHasFiveTries() {
  FakeClock clock;
  LoginLimit limit(clock);
  for (int i = 0; i < 5; ++i) CHECK(!limit.take("10.0.0.1"));
  const auto wait = limit.take("10.0.0.1");
  CHECK(wait.has_value());
  CHECK_EQ(10, wait->count());
  CHECK(!limit.take("10.0.0.2"));
  clock.advance(10s);
  CHECK(!limit.take("10.0.0.1"));
  CHECK(limit.take("10.0.0.1").has_value());
}

void allAddressesTogetherAreLimitedToo() {
  FakeClock clock;
  LoginLimit limit(clock);
  int heard = 0;
  for (int i = 0; i < 1000; ++i) heard += limit.take("10.0.1." + std::to_string(i)) ? 0 : 1;
  CHECK_EQ(30, heard);
  clock.advance(1s);
  CHECK(!limit.take("10.0.2.1"));
}

void aRightPasswordCostsNoTry() {
  const FakeClock clock;
  LoginLimit limit(clock);
  for (int i = 0; i < 100; ++i) {
    CHECK(!limit.take("10.0.0.1"));
    limit.succeeded("10.0.0.1");
  }
}

void aNetworkOfIpv6IsOneAddress() {
  CHECK_EQ(limitedAs("2001:db8:1:2::1"), limitedAs("2001:db8:1:2:ffff::9"));
  CHECK(limitedAs("2001:db8:1:2::1") != limitedAs("2001:db8:1:3::1"));
}

void theConsolesFilesStayBelowTheirDirectory() {
  CHECK_EQ(std::filesystem::path("index.html"), consoleFile("/").value());
  CHECK_EQ(std::filesystem::path("assets/index-BfQ3a9xZ.js"), consoleFile("/assets/index-BfQ3a9xZ.js").value());
  for (const char* path : {"/../etc/passwd", "/assets/../../x.js", "/..", "//etc/x.js", "/.hidden.js", "/a/.git/x.js",
                           "/x.js/", "/%2e%2e/x.js", "/a\\b.js", "x.js", "", "/server.key", "/noextension"}) {
    CHECK(!consoleFile(path));
  }
}

void onlyHashedNamesAreKeptForever() {
  CHECK(hasHashedName("assets/index-BfQ3a9xZ.js"));
  CHECK(!hasHashedName("index.html"));
  CHECK(!hasHashedName("icon-BfQ3a9xZ.svg"));
  CHECK(!hasHashedName("assets/index.js"));
  CHECK_EQ(std::string_view("text/javascript; charset=utf-8"), contentTypeOf("assets/index-BfQ3a9xZ.js").value());
  CHECK(!contentTypeOf("a.exe"));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run(
      {TEST(aPathFindsItsRouteAndValues), TEST(otherPathsAndMethodsFindNone), TEST(everythingElseIsTheConsoles),
       TEST(cookiesAreToldApart), TEST(entityTagsAreComparedAsHttpSays), TEST(errorsAreEscaped), TEST(waitsAreBounded),
       TEST(aSessionEndsWithItsTime), TEST(aSessionThatTheStoreDroppedIsOver), TEST(changesNeedTheHeader),
       TEST(aOneTimePasswordIsTypedAsPeopleType), TEST(oneAddressHasFiveTries), TEST(allAddressesTogetherAreLimitedToo),
       TEST(aRightPasswordCostsNoTry), TEST(aNetworkOfIpv6IsOneAddress), TEST(theConsolesFilesStayBelowTheirDirectory),
       TEST(onlyHashedNamesAreKeptForever)});
}
