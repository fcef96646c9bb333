// SPDX-License-Identifier: Apache-2.0
// A pushed Config cannot take a room off the air: what breaks the stream or ends a process is taken back by the box
// itself, in time, with the reason.
#include <signal.h>

#include <chrono>
#include <string>

#include "tests/integration/house/tampered_house.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

std::uint64_t versionOf(const json& view) { return view["status"]["config"].value("version", std::uint64_t{0}); }
bool isOnTrial(const json& view) { return view["status"]["config"].value("on_trial", false); }

// Of version `version`, with the reason.
bool isRolledBack(const json& view, std::uint64_t version, const std::string& reason) {
  const json back = view["status"]["config"].value("rolled_back", json::object());
  return back.value("version", std::uint64_t{0}) == version && back.value("reason", "") == reason;
}

void itGoesBackByItself() {
  TamperedHouse house;
  const json good = house.document();

  json breaks = good;
  breaks["confirm_within_s"] = 8;
  breaks["body"]["uplink"]["passphrase"] = "not-the-passphrase-of-this-room";
  house.offer(2, house.signedByCentre(breaks, 2));
  (void)house.waitFor(60s, "version 2 on trial", [](const json& view) {
    return isOnTrial(view) && hasCondition(view, "uplink_wrong_passphrase");
  });
  json view = house.waitFor(60s, "version 2 taken back", [](const json& now) {
    return isOnAir(now) && versionOf(now) == 1 && isRolledBack(now, 2, "stream_stopped");
  });
  CHECK(hasCondition(view, "config_rolled_back"));
  CHECK_EQ(std::string("uplink_wrong_passphrase"), view["status"]["config"]["rolled_back"].value("detail", ""));
  // A passphrase is changed beside the stream: it never stopped.
  CHECK_EQ(house.first()["stream"]["since"], view["stream"]["since"]);

  json elsewhere = good;
  elsewhere["confirm_within_s"] = 8;
  elsewhere["body"]["uplink"]["host"] = "127.0.0.2";
  elsewhere["body"]["uplink"]["port"] = 9;
  house.offer(3, house.signedByCentre(elsewhere, 3));
  (void)house.waitFor(60s, "version 3 on trial", [](const json& now) { return versionOf(now) == 3 && isOnTrial(now); });
  view = house.waitFor(60s, "version 3 taken back", [](const json& now) {
    return isOnAir(now) && versionOf(now) == 1 && isRolledBack(now, 3, "stream_stopped");
  });

  json ends = good;
  ends["body"]["video"]["fps"] = 15;
  house.offer(4, house.signedByCentre(ends, 4));
  (void)house.waitFor(60s, "version 4 on trial", [](const json& now) { return versionOf(now) == 4 && isOnTrial(now); });
  CHECK_EQ(0, ::kill(house.endpoint().pidOf("media"), SIGKILL));
  (void)house.waitFor(60s, "version 4 taken back", [](const json& now) {
    return isOnAir(now) && versionOf(now) == 1 && isRolledBack(now, 4, "worker_ended");
  });

  // None of it is offered again, and what is good is taken.
  json better = good;
  better["body"]["video"]["fps"] = 20;
  house.offer(5, house.signedByCentre(better, 5));
  view = house.waitFor(60s, "version 5 committed",
                       [](const json& now) { return isOnAir(now) && versionOf(now) == 5 && !isOnTrial(now); });
  CHECK(!hasCondition(view, "config_rolled_back"));
}

// The media process ends by itself whenever it sets up what the Config asks for.
void whatCrashesMediaIsTakenBack() {
  const TempDir faults;
  const auto plugin = builtProgram("x").parent_path().parent_path() / "gst-faulty";
  TamperedHouse house({{"GST_PLUGIN_PATH", plugin.string()},
                       {"GST_REGISTRY", (faults / "registry.bin").string()},
                       {"DIEMCAU_FAULTY_ENCODER", faults.path().string()}});
  (void)house.waitFor(60s, "the device at work", [](const json& view) {
    return isOnAir(view) && view["status"]["encode"]["video"].value("encoder", "") == "v4l2";
  });
  writeWhole(faults / "crashes", "480");
  json deadly = house.document();
  deadly["body"]["video"]["width"] = 480;
  deadly["body"]["video"]["height"] = 270;
  for (std::uint64_t version = 2; version <= 3; ++version) {
    const int before = house.endpoint().pidOf("media");
    house.offer(version, house.signedByCentre(deadly, version));
    // Long before its minute is over.
    const json view = house.waitFor(30s, "taken back", [version](const json& now) {
      return isOnAir(now) && versionOf(now) == 1 && !isOnTrial(now) && isRolledBack(now, version, "worker_ended");
    });
    CHECK(hasCondition(view, "config_rolled_back"));
    CHECK_EQ(std::string("media"), view["status"]["config"]["rolled_back"].value("detail", ""));
    CHECK(house.endpoint().pidOf("media") != before);
  }
  json better = house.document();
  better["body"]["video"]["fps"] = 20;
  house.offer(4, house.signedByCentre(better, 4));
  (void)house.waitFor(60s, "version 4 committed",
                      [](const json& now) { return isOnAir(now) && versionOf(now) == 4 && !isOnTrial(now); });
}

}  // namespace

int main() { return run({TEST(itGoesBackByItself), TEST(whatCrashesMediaIsTakenBack)}); }
