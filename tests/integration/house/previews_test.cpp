// SPDX-License-Identifier: Apache-2.0
// The centre's preview of the conference and the picture that the room's screen process made: the same pixels.
#include <chrono>

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

}  // namespace

int main() { return run({TEST(thePreviewIsThePictureOnTheScreen)}); }
