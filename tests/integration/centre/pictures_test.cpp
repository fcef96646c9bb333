// SPDX-License-Identifier: Apache-2.0
// Pictures of the makét at a real centre: operators bring them, endpoints fetch them by what is in them.
#include <filesystem>
#include <string>

#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/unit/maket/pictures.h"

namespace diemcau::test {
namespace {

using nlohmann::json;

const std::string kOurs = "X-Diemcau: 1";

// Somebody who is logged in, with any body.
class Browser {
 public:
  explicit Browser(CentreRoom& room) : client_(room.stranger()) {
    const json password{{"password", room.centre().oneTimePassword()}};
    const HttpsReply in = client_.send({"POST", "/api/v1/session", {kOurs}, password.dump()});
    CHECK_EQ(204L, in.status);
    const std::string cookie = in.headers.at("set-cookie");
    cookie_ = "Cookie: " + cookie.substr(0, cookie.find(';'));
  }
  [[nodiscard]] HttpsReply upload(const std::string& picture) const {
    return client_.send({"POST", "/api/v1/pictures", {kOurs, cookie_}, picture});
  }
  [[nodiscard]] HttpsReply get(const std::string& name) const {
    return client_.send({"GET", "/api/v1/pictures/" + name, {cookie_}});
  }

 private:
  HttpsClient client_;
  std::string cookie_;
};

std::string opensslSha256(const CentreRoom& room, const std::string& bytes) {
  const auto file = room.dir() / "uploaded";
  writeWhole(file, bytes);
  Process openssl("openssl", room.dir(), {.args = {"dgst", "-sha256", "-r", file}});
  CHECK_EQ(ExitState{}, openssl.waitExit(std::chrono::seconds(10)));
  return openssl.log().substr(0, 64);
}

void aPictureComesBackByWhatIsInIt() {
  CentreRoom room;
  const Browser browser(room);
  const std::string picture = pngFile(80, 60, 200, 0, 0);
  const HttpsReply made = browser.upload(picture);
  CHECK_EQ(201L, made.status);
  const json told = made.json();
  const std::string name = told.value("sha256", "");
  CHECK_EQ(opensslSha256(room, picture), name);
  CHECK_EQ(std::string("image/png"), told.value("media_type", ""));
  CHECK_EQ(80, told.value("width", 0));
  CHECK_EQ(201L, browser.upload(picture).status);

  const HttpsReply shown = browser.get(name);
  CHECK_EQ(200L, shown.status);
  CHECK(shown.body == picture);
  CHECK_EQ(std::string("image/png"), shown.headers.at("content-type"));
  const HttpsReply svg = browser.get(browser.upload(svgFile()).json().value("sha256", ""));
  CHECK_EQ(std::string("image/svg+xml"), svg.headers.at("content-type"));
  CHECK(svg.headers.at("content-security-policy").find("sandbox") != std::string::npos);

  Process audit(builtProgram("diemcau-centre"), room.dir(), {.args = {"audit", "--data", room.centre().data()}});
  CHECK_EQ(ExitState{}, audit.waitExit(std::chrono::seconds(10)));
  CHECK(audit.log().find("picture.stored") != std::string::npos);
}

void anEndpointFetchesItWholeOrInPieces() {
  CentreRoom room;
  const std::string picture = jpegFile(200, 100);
  const std::string path = "/device/v1/pictures/" + Browser(room).upload(picture).json().value("sha256", "");
  const HttpsClient device = room.device();
  CHECK(device.send({"GET", path}).body == picture);

  const HttpsReply begin = device.send({"GET", path, {"Range: bytes=0-99"}});
  CHECK_EQ(206L, begin.status);
  CHECK_EQ("bytes 0-99/" + std::to_string(picture.size()), begin.headers.at("content-range"));
  const HttpsReply rest = device.send({"GET", path, {"Range: bytes=100-99999999"}});
  CHECK_EQ(206L, rest.status);
  CHECK(begin.body + rest.body == picture);
  CHECK_EQ(416L, device.send({"GET", path, {"Range: bytes=99999-99999999"}}).status);
  CHECK_EQ(304L, device.send({"GET", path, {"If-None-Match: \"" + path.substr(path.size() - 64) + '"'}}).status);

  CHECK_EQ(404L, device.send({"GET", "/device/v1/pictures/" + std::string(64, '0')}).status);
  CHECK_EQ(404L, device.send({"GET", "/device/v1/pictures/..%2Fcentre.db"}).status);
  CHECK_EQ(0L, room.device({}).send({"GET", path}).status);
}

void whatIsNoPictureIsRefusedWithTheReason() {
  CentreRoom room;
  const Browser browser(room);
  CHECK_EQ(std::string("picture_unknown"), browser.upload("GIF89a").code());
  CHECK_EQ(std::string("picture_malformed"), browser.upload(pngFile(8, 8, 1, 2, 3).substr(0, 20)).code());
  CHECK_EQ(std::string("picture_too_many_pixels"), browser.upload(pngBomb(60'000, 60'000)).code());
  CHECK_EQ(std::string("picture_svg_refused"), browser.upload(billionLaughs()).code());
  CHECK_EQ(413L, browser.upload(std::string(20'000'000, 'x')).status);
  CHECK(!std::filesystem::exists(room.centre().data() / "pictures"));
}

// Nobody fills the centre's memory before it is known who it is.
void strangersMayNotEvenSendOne() {
  const CentreRoom room;
  // One of theirs that is too large is not even told so.
  const std::string picture(20'000'000, 'x');
  CHECK_EQ(401L, room.stranger().send({"POST", "/api/v1/pictures", {kOurs}, picture}).status);
  CHECK_EQ(401L, room.stranger().send({"GET", "/api/v1/pictures/" + std::string(64, '0')}).status);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(aPictureComesBackByWhatIsInIt), TEST(anEndpointFetchesItWholeOrInPieces),
              TEST(whatIsNoPictureIsRefusedWithTheReason), TEST(strangersMayNotEvenSendOne)});
}
