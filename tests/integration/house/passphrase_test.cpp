// SPDX-License-Identifier: Apache-2.0
// An operator replaces a room's passphrase while it is on air: the centre's recording has every picture, the old
// passphrase opens nothing any more, and nobody reads either anywhere.
#include <SQLiteCpp/SQLiteCpp.h>
#include <srt/access_control.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include "contract/stream_id.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/places.h"
#include "tests/support/srt_caller.h"
#include "tests/support/stall_watch.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr double kFps = 30;

struct Key {
  std::string passphrase;
  std::int64_t number = 0;
};

struct House {
  TempDir dir;
  CentreProcess centre{dir};
  EndpointProcess endpoint{dir, centre.provision("79")};
  std::unique_ptr<OperatorClient> people = centre.logIn();
  json first = waitForView(*people, endpoint.id(), 40s, "the room on air", isOnAir);

  // The one that counts; the test fails while there are two.
  [[nodiscard]] Key key() const {
    SQLite::Database store(centre.data() / "centre.db");
    SQLite::Statement row(store, "SELECT srt_passphrase, srt_key, next_srt_passphrase FROM endpoints");
    CHECK(row.executeStep() && row.isColumnNull(2));
    return {row.getColumn(0).getString(), row.getColumn(1).getInt64()};
  }
  // On air with `version` committed, and one passphrase.
  json runs(std::uint64_t version) {
    return waitForView(*people, endpoint.id(), 60s, "the version in force, with one passphrase", [&](const json& view) {
      const json& config = view["status"]["config"];
      return isOnAir(view) && config.value("version", std::uint64_t{0}) == version && !config.value("on_trial", true) &&
             !view.value("passphrase_changing", true) && view["passphrase_replaced"] == true;
    });
  }
  [[nodiscard]] int refusalOf(const Key& key) const {
    const SrtCaller caller({.port = centre.port("srt"),
                            .stream_id = writeStreamId({.resource = "79",
                                                        .user = endpoint.id(),
                                                        .mode = StreamMode::Publish,
                                                        .key = static_cast<std::uint64_t>(key.number)}),
                            .passphrase = key.passphrase});
    return caller.connected() ? 0 : caller.rejectReason();
  }
};

void checkSilent(const House& house, const std::string& secret) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(house.dir.path())) {
    const std::string name = entry.path().filename().string();
    // Where it has to be (house_secrets_test).
    if (!entry.is_regular_file() || name.starts_with("centre.db") || name.starts_with("config.")) continue;
    std::ifstream in(entry.path(), std::ios::binary);  // which the centre may have removed since
    const std::string text(std::istreambuf_iterator<char>(in), {});
    CHECK_EQ(name + " does not tell it", name + (text.contains(secret) ? " tells it" : " does not tell it"));
  }
}

void anOperatorReplacesIt() {
  House house;
  const Key old = house.key();
  const Reply reply = house.people->post("/passphrases/rotate", {{"endpoints", {house.endpoint.id()}}});
  CHECK_EQ(202L, reply.status);
  CHECK_EQ(json({house.endpoint.id()}), reply.json()["begun"]);
  const Reply again = house.people->post("/passphrases/rotate", json::object());
  CHECK_EQ(std::string("being_replaced"), again.json()["left_out"][0].value("reason", ""));

  (void)house.runs(2);
  const Key fresh = house.key();
  CHECK(fresh.passphrase != old.passphrase && fresh.number == 2);
  CHECK_EQ(SRT_REJX_UNAUTHORIZED, house.refusalOf(old));
  CHECK_EQ(static_cast<int>(SRT_REJ_BADSECRET), house.refusalOf({old.passphrase, fresh.number}));

  // And once more, at the centre's machine.
  Process tool(builtProgram("diemcau-centre"), house.dir, {.args = {"rotate", "--data", house.centre.data(), "--all"}});
  CHECK_EQ(ExitState{}, tool.waitExit(20s));
  CHECK_EQ(std::string("1\n"), tool.log());
  const json view = house.runs(3);
  const Key last = house.key();
  CHECK(last.number == 3 && last.passphrase != fresh.passphrase);
  CHECK_EQ(SRT_REJX_UNAUTHORIZED, house.refusalOf(fresh));
  CHECK_EQ(house.first["stream"]["since"], view["stream"]["since"]);
  CHECK_EQ(0, view["status"]["uplink"].value("frames_dropped", -1));

  CHECK_EQ(ExitState{}, house.endpoint.launcher().terminate(60s));
  (void)waitForView(*house.people, house.endpoint.id(), 60s, "the end of the recording",
                    [](const json& now) { return now["stream"]["recording"].value("state", "") == "idle"; });
  std::filesystem::path recording;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(house.centre.recordings() / "79")) {
    if (entry.path().extension() != ".ts") continue;
    CHECK(recording.empty());
    recording = entry.path();
  }
  const Judgement found = judge(house.dir, recording);
  std::printf("figure: %llu pictures; longest step of sound %.3f s, of pictures %.3f s\n",
              static_cast<unsigned long long>(found.pictures), found.longest_step_of_sound, found.longest_step);
  CHECK_EQ("", found.errors);
  CHECK_EQ(std::uint64_t{0}, found.broken_counters);
  CHECK(found.longest_step < 1.5 / kFps);
  CHECK(found.longest_step_of_sound < 0.025);
  for (const Key& key : {old, fresh, last}) checkSilent(house, key.passphrase);
}

}  // namespace

int main() { return run({TEST_IN_REAL_TIME(anOperatorReplacesIt)}); }
