// SPDX-License-Identifier: Apache-2.0
// A driver that never lets go: the process that holds it ends, another one begins, and the room is on air again.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <set>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/house.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau::test;
using namespace std::chrono_literals;
using nlohmann::json;

constexpr std::uintmax_t kSomePictures = 30'000;  // bytes

// What the centre has written of the room's streams: a file for each.
std::set<std::filesystem::path> recorded(const CentreProcess& centre, std::uintmax_t least) {
  std::set<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(centre.recordings() / "79", error)) {
    std::error_code gone;
    if (entry.path().extension() == ".ts" && entry.file_size(gone) >= least && !gone) files.insert(entry.path());
  }
  return files;
}

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void aMicrophoneThatNeverLetsGoTakesTheRoomOffTheAirForAMoment() {
  const TempDir dir;
  const auto conf = dir / "asound.conf";
  writeWhole(conf, std::format("pcm_type.fake.lib \"{}\"\npcm.room {{ type fake dir \"{}\" rate 48000 }}\n",
                               FAKE_MICROPHONE, dir.path().string()));
  ::setenv("ALSA_CONFIG_PATH", conf.c_str(), 1);
  CentreProcess centre(dir);
  const EndpointProcess endpoint(dir, centre.provision("79"), "pattern", "alsa:room");
  const auto client = centre.logIn();
  (void)waitForView(*client, endpoint.id(), 40s, "the room on air, with sound", [](const json& view) {
    return isOnAir(view) && view["status"]["capture"]["microphone"].value("state", "") == "running";
  });
  const int before = endpoint.pidOf("media");
  CHECK(before > 0);
  CHECK(waitFor(30s, [&] { return !recorded(centre, kSomePictures).empty(); }));
  const auto streams = recorded(centre, 0);

  const auto stuck = std::chrono::steady_clock::now();
  writeWhole(dir / "stuck", "");
  CHECK(waitFor(30s, [&] { return endpoint.pidOf("media") != before; }));
  const auto ended = std::chrono::steady_clock::now();
  std::filesystem::remove(dir / "stuck");
  const bool back = waitFor(20s, [&] {
    auto now = recorded(centre, kSomePictures);
    for (const auto& file : streams) now.erase(file);
    return !now.empty();
  });
  const double off = secondsSince(ended);
  std::printf("figure: given up after %.2f s, pictures at the centre again after %.2f s more\n",
              secondsSince(stuck) - off, off);
  if (!back) failAt(endpoint.logs(), std::source_location::current());
  CHECK(off < 5);
  const int after = endpoint.pidOf("media");
  CHECK(after > 0 && after != before);
  (void)waitForView(*client, endpoint.id(), 60s, "sound, and what happened, on the centre's page",
                    [](const json& view) {
                      return isOnAir(view) && hasCondition(view, "media_restarted") &&
                             view["status"]["capture"]["microphone"].value("state", "") == "running";
                    });
  CHECK_EQ(after, endpoint.pidOf("media"));
}

}  // namespace

int main() { return run({TEST_IN_REAL_TIME(aMicrophoneThatNeverLetsGoTakesTheRoomOffTheAirForAMoment)}); }
