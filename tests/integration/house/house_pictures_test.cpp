// SPDX-License-Identifier: Apache-2.0
// A logo from the operator's hand to the room's screen, and what becomes of a makét whose picture is not to be had.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"
#include "tests/unit/maket/pictures.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kOnAir = 40s;
constexpr diemcau::maket::Size kSize{1920, 1080};

struct House {
  House() { waitForView(*operator_, endpoint.id(), kOnAir, "the room on air", isOnAir); }

  // Pushes the newest body with such a picture; waits until it is committed.
  json showWith(const char* member, const std::string& picture) {
    const std::string configs = "/endpoints/" + endpoint.id() + "/configs";
    const std::uint64_t base = operator_->get(configs).json().at(0).at("version");
    json body = operator_->get(configs + "/" + std::to_string(base)).json().at("body");
    body["screen"]["maket"][member] = picture;
    const Reply reply = operator_->post(configs, {{"base_version", base}, {"body", body}});
    CHECK_EQ(201, reply.status);
    const std::uint64_t version = reply.json().at("version");
    return waitForView(*operator_, endpoint.id(), 60s, "the pushed version committed", [&](const json& now) {
      const json& config = now["status"]["config"];
      return config.value("version", std::uint64_t{0}) == version && !config.value("on_trial", false);
    });
  }

  json see(const char* what, const std::function<bool(const json&)>& holds) {
    return waitForView(*operator_, endpoint.id(), 60s, what, holds);
  }

  TempDir dir;
  CentreProcess centre{dir};
  EndpointProcess endpoint{dir, centre.provision("79")};
  std::unique_ptr<OperatorClient> operator_ = centre.logIn();
};

bool showsGreen(const House& house) {
  const auto picture = NEED(diemcau::maket::decodePng(readWhole(house.endpoint.run() / "screen.png"), kSize));
  for (std::size_t at = 0; at < picture.pixels.size(); at += 4) {
    if (picture.pixels[at] == 0 && picture.pixels[at + 1] == 255 && picture.pixels[at + 2] == 0) return true;
  }
  return false;
}

void anUploadedLogoIsOnTheRoomsScreen() {
  House house;
  CHECK(!showsGreen(house));
  const Reply stored = house.operator_->upload("/pictures", svgFile());
  CHECK_EQ(201, stored.status);
  const std::string name = stored.json().at("sha256");
  house.showWith("logo", name);
  house.see("the logo in the room", [](const json& now) { return !hasCondition(now, "screen_picture_missing"); });
  CHECK(waitFor(30s, [&] { return showsGreen(house); }));
}

// The words are what matters: they are shown and the version stays.
void aPictureThatIsNotToBeHadBreaksNothing() {
  House house;
  const std::string changed = house.operator_->upload("/pictures", svgFile()).json().at("sha256");
  writeWhole(house.centre.data() / "pictures" / changed, svgFile("<g/>"));
  house.showWith("logo", changed);
  const auto detail = [](const json& view, const std::string& part) {
    return view["conditions"].dump().contains(part) && hasCondition(view, "screen_picture_missing");
  };
  house.see("why there is no logo", [&](const json& now) { return detail(now, "another file") && isOnAir(now); });
  house.showWith("background", std::string(64, '0'));
  house.see("why there is no background", [&](const json& now) { return detail(now, "HTTP 404") && isOnAir(now); });
}

}  // namespace

int main() { return run({TEST(anUploadedLogoIsOnTheRoomsScreen), TEST(aPictureThatIsNotToBeHadBreaksNothing)}); }
