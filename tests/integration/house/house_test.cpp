// SPDX-License-Identifier: Apache-2.0
// The main job with everything real: a room on air, a push that changes it, and each part killed in the middle.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kOnAir = 40s;  // sanitizers included

// A centre, site 79 and a logged-in operator, with the room on air.
struct House {
  House() { view = waitForView(*operator_, endpoint.id(), kOnAir, "the room on air", isOnAir); }

  std::uint64_t streamBytes() { return viewOf(*operator_, endpoint.id())["stream"].value("bytes", std::uint64_t{0}); }

  // Pushes the newest body with another first title line; the new version.
  std::uint64_t pushTitle(const std::string& line) {
    const std::string configs = "/endpoints/" + endpoint.id() + "/configs";
    const std::uint64_t base = operator_->get(configs).json().at(0).at("version");
    json body = operator_->get(configs + "/" + std::to_string(base)).json().at("body");
    body["screen"]["maket"]["title"][0] = line;
    const Reply reply = operator_->post(configs, {{"base_version", base}, {"body", body}});
    if (reply.status != 201) failAt("push: " + reply.body, std::source_location::current());
    return reply.json().at("version");
  }

  void waitApplied(std::uint64_t version) {
    waitForView(*operator_, endpoint.id(), 60s, "the pushed version in force",
                [&](const json& now) { return now["status"]["config"].value("version", std::uint64_t{0}) >= version; });
  }

  // Kills a daemon and waits until another one has taken its place and the centre knows of it.
  void killAndSeeBack(const std::string& daemon) {
    const int before = endpoint.pidOf(daemon);
    CHECK(before > 0);
    ::kill(before, SIGKILL);
    CHECK(waitFor(30s, [&] {
      const int now = endpoint.pidOf(daemon);
      return now > 0 && now != before;
    }));
    waitForView(*operator_, endpoint.id(), 60s, "the restart on the centre's page",
                [&](const json& now) { return hasCondition(now, daemon + "_restarted") && isOnAir(now); });
  }

  TempDir dir;
  CentreProcess centre{dir};
  EndpointProcess endpoint{dir, centre.provision("79")};
  std::unique_ptr<OperatorClient> operator_ = centre.logIn();
  json view;
};

void pushedLineReachesTheScreen() {
  House house;
  CHECK_EQ(std::string("Thành phố Hồ Chí Minh"), house.view["site"].value("name", ""));
  const std::string before = house.view["status"]["screen"]["rendered"].value("pixels_sha256", "");

  const std::uint64_t version = house.pushTitle("MỘT DÒNG VỪA ĐƯỢC SỬA,");
  house.waitApplied(version);
  const json after =
      waitForView(*house.operator_, house.endpoint.id(), 20s, "the line on the screen", [](const json& now) {
        return now["status"]["screen"]["rendered"]["lines"].dump().contains("MỘT DÒNG VỪA ĐƯỢC SỬA,");
      });
  const json& rendered = after["status"]["screen"]["rendered"];
  CHECK(rendered.value("pixels_sha256", "") != before);
  CHECK(rendered["missing_glyphs"].empty());
  CHECK(after["desired"].value("version", std::uint64_t{0}) == version);
  CHECK(after["desired"]["applied_after_ms"].is_number());
  CHECK(std::filesystem::file_size(house.endpoint.run() / "screen.png") > 1000);
}

void reportCarriesWhatIsMeasured() {
  House house;
  const json view =
      waitForView(*house.operator_, house.endpoint.id(), 60s, "levels, rates and pictures", [](const json& now) {
        const json& status = now["status"];
        return status["capture"]["microphone"].value("rms_dbfs", -100.0) > -60 &&
               status["encode"]["video"].value("fps", 0.0) > 10 && status["uplink"].value("send_kbps", 0) > 0 &&
               now["snapshots"]["camera"].is_object() && now["snapshots"]["screen"].is_object();
      });
  const json& status = view["status"];
  CHECK_EQ(std::string("x264"), status["encode"]["video"].value("encoder", ""));
  CHECK_EQ(std::string("opus"), status["encode"]["audio"].value("encoder", ""));
  CHECK_EQ(std::size_t{3}, status["processes"].size());
  CHECK(status["host"].value("memory_total_bytes", std::uint64_t{0}) > 0);
  CHECK_EQ(std::string("writing"), view["stream"]["recording"].value("state", ""));
  const Reply picture = house.operator_->get("/endpoints/" + house.endpoint.id() + "/snapshots/camera");
  CHECK_EQ(200L, picture.status);
  CHECK(picture.body.starts_with("\xFF\xD8"));
}

void agentKilledStreamAndScreenGoOn() {
  House house;
  const int media = house.endpoint.pidOf("media");
  const int screen = house.endpoint.pidOf("screen");
  const std::uint64_t bytes = house.streamBytes();
  house.killAndSeeBack("agent");
  CHECK_EQ(media, house.endpoint.pidOf("media"));
  CHECK_EQ(screen, house.endpoint.pidOf("screen"));
  const json view = viewOf(*house.operator_, house.endpoint.id());
  CHECK_EQ(1, view["status"]["uplink"].value("connects", 0));  // the stream never broke
  CHECK(waitFor(30s, [&] { return house.streamBytes() > bytes; }));
}

void mediaKilledScreenStaysAndStreamReturns() {
  House house;
  const int screen = house.endpoint.pidOf("screen");
  const auto picture = std::filesystem::last_write_time(house.endpoint.run() / "screen.png");
  house.killAndSeeBack("media");
  CHECK_EQ(screen, house.endpoint.pidOf("screen"));
  CHECK(picture == std::filesystem::last_write_time(house.endpoint.run() / "screen.png"));
  const std::uint64_t bytes = house.streamBytes();
  CHECK(waitFor(30s, [&] { return house.streamBytes() > bytes; }));
}

void screenKilledStreamGoesOn() {
  House house;
  const int media = house.endpoint.pidOf("media");
  house.killAndSeeBack("screen");
  CHECK_EQ(media, house.endpoint.pidOf("media"));
  CHECK_EQ(1, viewOf(*house.operator_, house.endpoint.id())["status"]["uplink"].value("connects", 0));
}

void centreKilledEndpointsReturnAndNothingIsLost() {
  House house;
  const std::uint64_t version = house.pushTitle("TRƯỚC KHI TRUNG TÂM NGỪNG,");
  house.waitApplied(version);
  const int media = house.endpoint.pidOf("media");
  house.centre.kill();
  house.centre.start();
  house.operator_ = house.centre.logIn();
  const json view = waitForView(*house.operator_, house.endpoint.id(), kOnAir, "the room back on air", isOnAir);
  CHECK_EQ(media, house.endpoint.pidOf("media"));
  CHECK_EQ(version, view["desired"].value("version", std::uint64_t{0}));
  CHECK_EQ(version, view["status"]["config"].value("version", std::uint64_t{0}));
  const json history = house.operator_->get("/endpoints/" + house.endpoint.id() + "/configs").json();
  CHECK_EQ(std::size_t{2}, history.size());
  const std::uint64_t next = house.pushTitle("SAU KHI TRUNG TÂM TRỞ LẠI,");
  house.waitApplied(next);
}

void recordingThatCannotBeWrittenIsSaidAndStreamGoesOn() {
  TempDir dir;
  CentreProcess centre(dir);
  std::filesystem::create_directories(centre.recordings());
  std::ofstream(centre.recordings() / "79") << "a file where the room's folder should be";
  EndpointProcess endpoint(dir, centre.provision("79"));
  const auto client = centre.logIn();
  waitForView(*client, endpoint.id(), kOnAir, "on air, and recording_failed", [](const json& view) {
    return isOnAir(view) && hasCondition(view, "recording_failed") &&
           view["stream"]["recording"].value("state", "") == "failed";
  });
  std::filesystem::remove(centre.recordings() / "79");
  waitForView(*client, endpoint.id(), 60s, "the recording going on by itself", [](const json& view) {
    return view["stream"]["recording"].value("state", "") == "writing" && !hasCondition(view, "recording_failed");
  });
}

// Another passphrase than the room knows: the centre pushes the right one by itself.
void theCentreCorrectsAWrongPassphraseByAPush() {
  House house;
  CHECK_EQ(ExitState{}, house.centre.terminate());
  Process change("sqlite3", house.dir,
                 {.args = {(house.centre.data() / "centre.db").string(),
                           "UPDATE endpoints SET srt_passphrase = 'nobody-told-the-room-of-it'"}});
  CHECK_EQ(ExitState{}, change.waitExit(10s));
  const int media = house.endpoint.pidOf("media");
  house.centre.start();
  house.operator_ = house.centre.logIn();
  house.waitApplied(2);
  const json view =
      waitForView(*house.operator_, house.endpoint.id(), kOnAir, "the room back on air",
                  [](const json& now) { return isOnAir(now) && !hasCondition(now, "uplink_wrong_passphrase"); });
  CHECK_EQ(std::string("centre"), view["desired"].value("author", ""));
  CHECK_EQ(media, house.endpoint.pidOf("media"));
}

}  // namespace

int main() {
  return run({TEST(pushedLineReachesTheScreen), TEST(reportCarriesWhatIsMeasured), TEST(agentKilledStreamAndScreenGoOn),
              TEST(mediaKilledScreenStaysAndStreamReturns), TEST(screenKilledStreamGoesOn),
              TEST(centreKilledEndpointsReturnAndNothingIsLost), TEST(theCentreCorrectsAWrongPassphraseByAPush),
              TEST(recordingThatCannotBeWrittenIsSaidAndStreamGoesOn)});
}
