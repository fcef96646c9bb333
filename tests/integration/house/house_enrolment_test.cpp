// SPDX-License-Identifier: Apache-2.0
// A box from the carton: with nothing but the image's files it gets its identity from the centre and goes on air, with
// a token from a stick at once, without one when a person has approved it.
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/name_server.h"
#include "tests/support/own_mounts.h"
#include "tests/support/own_network.h"
#include "tests/support/places.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

struct Carton {
  TempDir dir;
  CentreProcess centre{dir};
  std::unique_ptr<OperatorClient> people = centre.logIn();

  // What every image has of this centre.
  fs::path image(const std::string& name) const {
    const fs::path identity = dir / name;
    fs::create_directories(identity);
    for (const char* file : {"ca.pem", "root.json"}) fs::copy_file(centre.data() / file, identity / file);
    return identity;
  }
  // The folders of the command `tokens`, one a site.
  fs::path tokens() const {
    writeWhole(dir / "sites.json", json::array({{{"code", "79"}, {"name", "Thành phố Hồ Chí Minh"}}}).dump());
    Process tool(builtProgram("diemcau-centre"), dir,
                 {.args = {"tokens", "--data", centre.data(), "--sites", dir / "sites.json", "--out", dir / "sticks",
                           "--public-host", "localhost", "--expires", "7"}});
    const ExitState state = tool.waitExit(20s);
    if (!(state == ExitState{})) failAt(tool.log(), std::source_location::current());
    return dir / "sticks" / "79" / "diemcau.json";
  }
  // The id of the endpoint at a site, once its stream is there.
  std::string onAirAt(const std::string& site) const {
    std::string id;
    const bool there = waitFor(60s, [&] {
      for (const json& view : people->get("/endpoints").json()) {
        if (view["site"]["code"] != site || !view.value("online", false) || view["stream"].is_null()) continue;
        if (view["stream"].value("connected", false)) id = view["id"];
      }
      return !id.empty();
    });
    if (!there) failAt(people->get("/endpoints").body, std::source_location::current());
    return id;
  }
};

void aTokenPutsItOnAirWithoutAnybody() {
  const Carton carton;
  const fs::path identity = carton.image("box");
  fs::copy_file(carton.tokens(), identity / "diemcau.json");
  EndpointProcess box(carton.dir, identity);
  const std::string id = carton.onAirAt("79");
  CHECK(fs::exists(identity / "key.sealed"));
  CHECK(!fs::exists(identity / "key.pem"));
  // It may be configured as any other.
  const json body = carton.people->get("/endpoints/" + id + "/configs/1").json().at("body");
  CHECK_EQ(std::string("Thành phố Hồ Chí Minh"), body["site"].value("name", ""));
  CHECK_EQ(201L, carton.people->post("/endpoints/" + id + "/configs", {{"base_version", 1}, {"body", body}}).status);
  (void)waitForView(*carton.people, id, 60s, "version 2 committed", [](const json& view) {
    return view["status"]["config"].value("version", 0) == 2 && !view["status"]["config"].value("on_trial", true);
  });
}

void withoutATokenAPersonComparesTheCode() {
  const Carton carton;
  const fs::path identity = carton.image("box");
  const std::string host = "https://localhost:";
  writeWhole(identity / "diemcau.json", json{{"schema", "diemcau.enrolment/1"},
                                             {"centre_url", host + std::to_string(carton.centre.port("device"))},
                                             {"enrol_url", host + std::to_string(carton.centre.port("enrol"))}}
                                            .dump());
  EndpointProcess box(carton.dir, identity);
  json waiting;
  CHECK(waitFor(60s, [&] {
    waiting = carton.people->get("/enrolments").json();
    return waiting.is_array() && !waiting.empty();
  }));
  const std::string code = waiting[0].value("code", "");
  const std::string key = waiting[0].value("key", "");
  // The room is told the same.
  CHECK(waitFor(20s, [&] {
    Process status(builtProgram("diemcau"), carton.dir, {.args = {"status", "--run", box.run()}});
    return status.waitExit(10s) == ExitState{} && status.log().contains(code);
  }));
  CHECK_EQ(204L, carton.people->post("/enrolments/" + key + "/approve", {{"site", "01"}}).status);
  CHECK_EQ("box-" + key.substr(0, 8), carton.onAirAt("01"));
}

// With neither a stick nor a word in the image, in a network whose DNS knows the centre.
void theNetworksNamesTellWhereTheCentreIs() {
  const Carton carton;
  const NameServer names(carton.dir, {{"_diemcau._tcp.example", 0, carton.centre.port("device"), "localhost"},
                                      {"_diemcau-enrol._tcp.example", 0, carton.centre.port("enrol"), "localhost"},
                                      {"_diemcau-time._tcp.example", 0, carton.centre.port("time"), "localhost"}});
  EndpointProcess box(carton.dir, carton.image("box"));
  json waiting;
  CHECK(waitFor(60s, [&] {
    waiting = carton.people->get("/enrolments").json();
    return waiting.is_array() && !waiting.empty();
  }));
  const std::string key = waiting[0].value("key", "");
  CHECK_EQ(204L, carton.people->post("/enrolments/" + key + "/approve", {{"site", "01"}}).status);
  CHECK_EQ("box-" + key.substr(0, 8), carton.onAirAt("01"));
}

}  // namespace

int main() {
  takeOwnMounts();
  takeOwnNetwork();
  return run({TEST(aTokenPutsItOnAirWithoutAnybody), TEST(withoutATokenAPersonComparesTheCode),
              TEST(theNetworksNamesTellWhereTheCentreIs)});
}
