// SPDX-License-Identifier: Apache-2.0
// Previews at a real centre: the room's own picture before it is pushed, and the room that draws another one.
#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "contract/config.h"
#include "maket/renderer.h"
#include "tests/integration/centre/centre_room.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/places.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

struct Hall {
  CentreRoom room;
  std::unique_ptr<OperatorClient> people = room.centre().logIn();

  [[nodiscard]] Reply preview(const json& wish) const { return people->post("/previews", wish); }
  [[nodiscard]] json newest() const {
    const Reply reply = preview({{"endpoints", {room.id()}}, {"changes", json::object()}});
    if (reply.status != 200) failAt(reply.body, std::source_location::current());
    return reply.json().at("previews").at(0);
  }
  [[nodiscard]] std::string refusal(const json& wish) const {
    const Reply reply = preview(wish);
    CHECK_EQ(400L, reply.status);
    return reply.json().at("error").value("code", "");
  }
  // The room reports that it shows version 1, drawn with these hashes.
  void shows(std::uint64_t seq, const std::string& inputs, const std::string& pixels) {
    Status status = room.status(seq, 1);
    ScreenStatus screen;
    screen.config_version = 1;
    screen.scene = Scene::Maket;
    screen.output = "kms";
    screen.rendered.width = 1920;
    screen.rendered.height = 1080;
    screen.rendered.inputs_sha256 = inputs;
    screen.rendered.pixels_sha256 = pixels;
    status.screen = screen;
    CHECK_EQ(200L, room.report(status).status);
  }
};

// The picture of a body, drawn as the screen process does.
RenderedFrame drawnFrom(const json& body, maket::Size size) {
  const ConfigBody config = NEED(parseConfigBody(body.dump()));
  maket::Renderer renderer(sourceFile("maket/templates"));
  return NEED(renderer.render(maket::documentOf(*config.screen.maket, config.site), size)).facts;
}

void thePreviewIsTheRoomsPicture() {
  const Hall hall;
  const json preview = hall.newest();
  CHECK_EQ("Thành phố Hồ Chí Minh", preview.at("site").value("name", ""));
  CHECK(preview.at("warnings").empty());
  const RenderedFrame drawn = drawnFrom(hall.room.newestBody(*hall.people), {1920, 1080});
  const std::string pixels = preview.at("rendered").value("pixels_sha256", "");
  CHECK_EQ(drawn.pixels_sha256, pixels);
  CHECK_EQ(drawn.lines.back(), preview.at("rendered").at("lines").back().get<std::string>());
  const Reply picture = hall.people->get("/previews/" + pixels);
  CHECK_EQ(200L, picture.status);
  CHECK(picture.body.starts_with("\x89PNG"));
  CHECK_EQ(404L, hall.people->get("/previews/unknown").status);
}

void aDraftIsShownWithWhatIsWrongOfIt() {
  const Hall hall;
  json body = hall.room.newestBody(*hall.people);
  body["screen"]["maket"]["place_date"] = "ngày 16 tháng 7 năm 2022";
  body["screen"]["width"] = 1024;
  body["screen"]["height"] = 768;
  const json preview = hall.preview({{"endpoints", {hall.room.id()}}, {"body", body}}).json().at("previews").at(0);
  CHECK_EQ(drawnFrom(body, {1024, 768}).pixels_sha256, preview.at("rendered").value("pixels_sha256", ""));
  CHECK_EQ("site_missing", preview.at("warnings").at(0).value("kind", ""));
  CHECK_EQ("2022-07-16", preview.at("warnings").at(1).value("detail", ""));
  // Nothing of it was pushed.
  CHECK_EQ(std::size_t{1}, hall.people->get(configsOf(hall.room)).json().size());
}

void aChangeIsMadeInEachRoomsOwnBody() {
  const Hall hall;
  const json changes{{"screen", {{"maket", {{"heading", "HỘI NGHỊ TẠI ${site.name}"}}}}}};
  const json preview =
      hall.preview({{"endpoints", {hall.room.id()}}, {"changes", changes}}).json().at("previews").at(0);
  CHECK_EQ("HỘI NGHỊ TẠI THÀNH PHỐ HỒ CHÍ MINH", preview.at("rendered").at("lines").at(1).get<std::string>());
  const json own{{"screen", {{"maket", {{"heading", "${khach}"}}}}}};
  json wish{{"endpoints", {hall.room.id()}}, {"changes", own}, {"variables", {{"79", {{"khach", "Đồng chí A"}}}}}};
  const json guest = hall.preview(wish).json().at("previews").at(0);
  CHECK_EQ("ĐỒNG CHÍ A", guest.at("rendered").at("lines").at(1).get<std::string>());
  wish["variables"] = {{"01", {{"khach", "Đồng chí B"}}}};
  CHECK_EQ("variable_missing", hall.refusal(wish));
  wish["variables"] = {{"79", {{"khach", 7}}}};
  CHECK_EQ("member_type", hall.refusal(wish));
  const json blank{{"screen", {{"scene", "setup"}}}};
  const json of_room = hall.preview({{"endpoints", {hall.room.id()}}, {"changes", blank}}).json().at("previews").at(0);
  CHECK(of_room.at("rendered").is_null());
  CHECK(of_room.at("warnings").empty());
}

void whatCannotBeIsRefusedWithItsReason() {
  const Hall hall;
  const json nothing = json::object();
  CHECK_EQ("member_missing", hall.refusal({{"endpoints", {hall.room.id()}}}));
  CHECK_EQ("value_out_of_range", hall.refusal({{"endpoints", json::array()}, {"changes", nothing}}));
  CHECK_EQ("value_unknown", hall.refusal({{"endpoints", {hall.room.id()}}, {"changes", nothing}, {"body", nothing}}));
  CHECK_EQ("endpoint_unknown", hall.refusal({{"endpoints", {"box-none"}}, {"changes", nothing}}));
  CHECK_EQ("value_unknown", hall.refusal({{"endpoints", {hall.room.id()}}, {"changes", {{"site", nothing}}}}));
  const HttpsRequest request{"POST", "/api/v1/previews", {"X-Diemcau: 1"}, R"({"endpoints":["x"],"changes":{}})"};
  CHECK_EQ(401L, hall.room.stranger().send(request).status);
}

void aRoomThatDrawsAnotherPictureIsTold() {
  Hall hall;
  const RenderedFrame drawn = drawnFrom(hall.room.newestBody(*hall.people), {1920, 1080});
  hall.shows(1, drawn.inputs_sha256, drawn.pixels_sha256);
  const auto agreementIs = [](const char* wanted) {
    return [wanted](const json& view) { return view.at("agreement") == json(wanted); };
  };
  waitForView(*hall.people, hall.room.id(), 20s, "the same picture", agreementIs("same"));
  hall.shows(2, drawn.inputs_sha256, std::string(64, 'f'));
  const json odd = waitForView(*hall.people, hall.room.id(), 20s, "another one", agreementIs("other_pixels"));
  CHECK(hasCondition(odd, "maket_differs"));
  hall.shows(3, drawn.inputs_sha256, drawn.pixels_sha256);
  const json fine = waitForView(*hall.people, hall.room.id(), 20s, "the same again", agreementIs("same"));
  CHECK(!hasCondition(fine, "maket_differs"));
}

// Where 63 rooms are.
struct Country {
  TempDir dir;
  CentreProcess centre{dir};
  std::unique_ptr<OperatorClient> people = centre.logIn();
  std::vector<std::string> endpoints;  // in the order of the list

  Country() {
    for (const json& site : json::parse(readWhole(sourceFile("centre/data/sites-63-2022.json")))) {
      const auto identity = centre.provision(site.at("code"));
      endpoints.push_back(json::parse(readWhole(identity / "identity.json")).at("endpoint"));
    }
  }

  [[nodiscard]] json body(const std::string& endpoint) const {
    return people->get("/endpoints/" + endpoint + "/configs/1").json().at("body");
  }
  // Of all the rooms, piece by piece as the page asks for them.
  [[nodiscard]] std::vector<json> previews(const json& changes) const {
    constexpr std::size_t kAtOnce = 6;
    std::vector<json> all;
    for (std::size_t first = 0; first < endpoints.size(); first += kAtOnce) {
      const std::size_t end = std::min(first + kAtOnce, endpoints.size());
      const json some(std::vector<std::string>(endpoints.begin() + static_cast<std::ptrdiff_t>(first),
                                               endpoints.begin() + static_cast<std::ptrdiff_t>(end)));
      const Reply reply = people->post("/previews", {{"endpoints", some}, {"changes", changes}});
      if (reply.status != 200) failAt(reply.body, std::source_location::current());
      const json drawn = reply.json();
      all.insert(all.end(), drawn.at("previews").begin(), drawn.at("previews").end());
    }
    return all;
  }
};

bool warnsOf(const json& preview, const char* kind, const char* slot, const char* detail) {
  return std::ranges::any_of(preview.at("warnings"), [&](const json& warning) {
    return warning.at("kind") == kind && warning.at("slot") == slot && warning.at("detail") == detail;
  });
}

// Each room's own, pixel by pixel, and nothing to be warned of.
void checkPictures(const Country& country) {
  std::set<std::string> pictures;
  const std::vector<json> previews = country.previews(json::object());
  CHECK_EQ(std::size_t{63}, previews.size());
  for (std::size_t room = 0; room < previews.size(); ++room) {
    const json& preview = previews[room];
    CHECK_EQ(country.endpoints[room], preview.value("endpoint", ""));
    CHECK(preview.at("warnings").empty());
    const RenderedFrame drawn = drawnFrom(country.body(country.endpoints[room]), {1920, 1080});
    CHECK_EQ(preview.at("site").value("name", "") + ", ngày 15 tháng 7 năm 2022", drawn.lines.back());
    CHECK_EQ(drawn.pixels_sha256, preview.at("rendered").value("pixels_sha256", ""));
    CHECK(country.people->get("/previews/" + drawn.pixels_sha256).body.starts_with("\x89PNG"));
    pictures.insert(drawn.pixels_sha256);
  }
  CHECK_EQ(std::size_t{63}, pictures.size());
}

// A character without a glyph in each room, and a line that has room only where the name is short.
void checkWarnings(const Country& country) {
  std::string names;
  for (int i = 0; i < 16; ++i) names += "{site} ";
  const json maket{{"organiser", "BAN DÂN VẬN \U0001F389"}, {"place_date", names}};
  const json changes{{"screen", {{"width", 640}, {"height", 360}, {"maket", maket}}}};
  std::set<std::string> cut;
  for (const json& preview : country.previews(changes)) {
    json body = country.body(preview.at("endpoint"));
    body.merge_patch(changes);
    const bool overflows = !drawnFrom(body, {640, 360}).overflow.empty();
    CHECK_EQ(overflows, warnsOf(preview, "overflow", "place_date", ""));
    CHECK(warnsOf(preview, "glyphs_missing", "", "U+1F389"));
    if (overflows) cut.insert(preview.at("site").value("name", ""));
  }
  CHECK(cut.contains("Tỉnh Bà Rịa - Vũng Tàu"));
  CHECK(!cut.contains("Tỉnh Cà Mau"));
}

void allRoomsOfTheCountryAreDrawnBeforeThePush() {
  const Country country;
  checkPictures(country);
  checkWarnings(country);
}

}  // namespace
}  // namespace diemcau::test

int main() {
  using namespace diemcau::test;
  return run({TEST(thePreviewIsTheRoomsPicture), TEST(aDraftIsShownWithWhatIsWrongOfIt),
              TEST(aChangeIsMadeInEachRoomsOwnBody), TEST(whatCannotBeIsRefusedWithItsReason),
              TEST(aRoomThatDrawsAnotherPictureIsTold), TEST(allRoomsOfTheCountryAreDrawnBeforeThePush)});
}
