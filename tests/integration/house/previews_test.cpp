// SPDX-License-Identifier: Apache-2.0
// The centre's preview of the conference and the picture that the room's screen process made: the same pixels.
#include <chrono>
#include <cstdint>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

void thePreviewIsThePictureOnTheScreen() {
  TempDir dir;
  CentreProcess centre(dir);
  EndpointProcess endpoint(dir, centre.provision("79"));
  const auto people = centre.logIn();
  const json view = waitForView(*people, endpoint.id(), 40s, "compared with the centre's picture",
                                [](const json& room) { return isOnAir(room) && room.at("agreement") == "same"; });
  const Reply reply = people->post("/previews", {{"endpoints", {endpoint.id()}}, {"changes", json::object()}});
  CHECK_EQ(200L, reply.status);
  const json preview = reply.json().at("previews").at(0);
  CHECK(preview.at("warnings").empty());
  const json& shown = view.at("status").at("screen").at("rendered");
  for (const char* member : {"width", "height", "inputs_sha256", "pixels_sha256", "lines"}) {
    CHECK(preview.at("rendered").at(member) == shown.at(member));
  }
  CHECK(!hasCondition(view, "maket_differs"));
}

// What else the room can be told to show is drawn alike too: another scene, the urgent line.
void soIsEveryOtherScene() {
  TempDir dir;
  CentreProcess centre(dir);
  EndpointProcess endpoint(dir, centre.provision("79"));
  const auto people = centre.logIn();
  waitForView(*people, endpoint.id(), 40s, "the room on air", isOnAir);
  const std::string configs = "/endpoints/" + endpoint.id() + "/configs";
  std::uint64_t version = people->get(configs).json().at(0).at("version");
  json body = people->get(configs + "/" + std::to_string(version)).json().at("body");
  const auto shownAlike = [&](const char* scene) {
    body["screen"]["scene"] = scene;
    body["screen"]["overlay"] = std::string("Bắt đầu lại lúc 10 giờ 30: ") + scene;
    const Reply pushed = people->post(configs, {{"base_version", version}, {"body", body}});
    CHECK_EQ(201L, pushed.status);
    version = pushed.json().at("version");
    waitForView(*people, endpoint.id(), 60s, scene, [&](const json& room) {
      return room.at("status").at("screen").at("config_version") == version && room.at("agreement") == "same";
    });
  };
  for (const char* scene : {"slate", "blank", "maket"}) shownAlike(scene);
}

}  // namespace

int main() { return run({TEST(thePreviewIsThePictureOnTheScreen), TEST(soIsEveryOtherScene)}); }
