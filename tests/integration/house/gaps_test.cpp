// SPDX-License-Identifier: Apache-2.0
// What the line lost is brought later, and the centre's recording of the room is whole again.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/temp_dir.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr char kThere[] = "delay=5";
constexpr char kGone[] = "kbps=0.001 queue=0 back.kbps=0.001 back.queue=0";
constexpr int kFps = 30;

struct House {
  House() {
    relay.shape(kThere);
    (void)waitForView(*people, endpoint.id(), 40s, "the room on air", isOnAir);
  }

  [[nodiscard]] double recorded() const {
    const json view = viewOf(*people, endpoint.id());
    return view.is_object() && view["status"].is_object() ? view["status"]["recording"].value("seconds", 0.0) : 0.0;
  }
  void record(double seconds) {
    const double until = recorded() + seconds;
    CHECK(waitFor(60s, [&] { return recorded() >= until; }));
  }

  [[nodiscard]] std::size_t brought(const std::string& ending) const {
    std::size_t count = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(centre.recordings() / "79", error)) {
      const bool in_run = entry.path().parent_path().filename() != "79";
      count += in_run && entry.path().extension() == ending ? 1 : 0;
    }
    return count;
  }

  // Makes the newest run's recording whole; what the tool says.
  std::string makeWhole() {
    return outputOf(dir, builtProgram("diemcau-centre").string(),
                    {"whole-recording", "--recordings", centre.recordings().string(), "--site", "79"});
  }

  // Seconds, as the tool says them, of the longest gap in the pictures.
  static double longestGap(const std::string& said) {
    constexpr std::string_view kGap = "no picture for ";
    double longest = 0;
    for (std::size_t at = said.find(kGap); at != std::string::npos; at = said.find(kGap, at + 1)) {
      longest = std::max(longest, std::stod(said.substr(at + kGap.size())));
    }
    return longest;
  }

  TempDir dir;
  CentreProcess centre{dir};
  LinkRelay relay{centre.port("srt")};
  // Small, so that what is recorded of it is brought in some twice the time that it lasts. Not by a push, which tells
  // the gateway's own port: the stream would go past the relay.
  EndpointProcess endpoint{dir, centre.provision("79", relay.port(), "320x180@30")};
  std::unique_ptr<OperatorClient> people = centre.logIn();
};

void theRecordingIsWholeAfterALineThatWasGoneAndACentreThatWasKilled() {
  House house;
  house.record(12);
  house.relay.shape(kGone);
  house.record(7);
  house.relay.shape(kThere);
  (void)waitForView(*house.people, house.endpoint.id(), 40s, "the room back on air", isOnAir);
  // What the page shows may be from before the line went: the gap is there when something came after it. It is that of
  // the line, and not a moment in which a connection was made anew.
  std::string first;
  if (!waitFor(20s, [&] { return House::longestGap(first = house.makeWhole()) > 5; })) {
    failAt(first, std::source_location::current());
  }

  // The centre is killed in the middle of an upload, and goes on with it.
  CHECK(waitFor(90s, [&] { return house.brought(".part") > 0; }));
  house.centre.kill();
  house.centre.start();
  house.people = house.centre.logIn();
  std::string said;
  const bool whole = waitFor(150s, [&] {
    said = house.makeWhole();
    return !said.contains("no picture for") && !said.contains("no sound for") && house.brought(".part") == 0;
  });
  if (!whole) failAt(said, std::source_location::current());

  // All that the room itself has, but for what is on its way.
  const std::filesystem::path own_file = house.dir / "own.ts";
  (void)outputOf(house.dir, builtProgram("diemcau").string(),
                 {"--run", house.endpoint.run().string(), "recording", "export", "--out", own_file.string()});
  said = house.makeWhole();
  const Judgement own = judge(house.dir, own_file, Rate::Changing);
  const Judgement found = judge(house.dir, said.substr(0, said.find('\n')), Rate::Changing);
  std::printf(
      "figure: %zu segments were brought; %llu pictures of %llu, longest step %.3f s of %.3f s, of sound %.3f s\n%s",
      house.brought(".ts"), static_cast<unsigned long long>(found.pictures),
      static_cast<unsigned long long>(own.pictures), found.longest_step, own.longest_step, found.longest_step_of_sound,
      said.c_str());
  CHECK_EQ(std::string(), found.errors);
  CHECK(found.pictures + kFps >= own.pictures);
  CHECK(found.longest_step <= own.longest_step + 0.001);
  CHECK(found.longest_step_of_sound < 0.1);
}

}  // namespace

int main() { return run({TEST(theRecordingIsWholeAfterALineThatWasGoneAndACentreThatWasKilled)}); }
