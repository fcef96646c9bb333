// SPDX-License-Identifier: Apache-2.0
// Sound over a line that loses more than there is time to repair: twice to the centre's gateway, once to anybody else.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/integration/media/media_bench.h"
#include "tests/integration/media/stream_times.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;
constexpr std::uint32_t kLatency = 120;  // one and a half round trips: time for one repeat
constexpr char kGood[] = "delay=40";
constexpr char kBad[] = "delay=40 loss=20 back.loss=20";  // a fifteenth stays missing
constexpr std::uint32_t kKnownAfter = 6 * kFps;           // pictures, until the loss is known and acted upon
constexpr std::uint32_t kJudged = 12 * kFps;

// The room on a line that becomes bad, until all is sent.
void send(MediaBench& bench, LinkRelay& relay) {
  const auto sent = [&](std::uint64_t pictures) {
    const std::uint64_t until = bench.status().uplink.frames_sent + pictures;
    (void)bench.waitStatus(60s, "pictures", [&](const MediaStatus& s) { return s.uplink.frames_sent >= until; });
  };
  bench.plan.uplink->latency_ms = kLatency;
  relay.shape(kGood);
  bench.start();
  (void)bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > kFps; });
  relay.shape(kBad);
  sent(kKnownAfter + kJudged);
  CHECK_EQ(1U, bench.status().uplink.connects);
  bench.stop();
}

struct Sound {
  double missing = 0;  // of the packets, at the end, when the loss was known
  double hole = 0;     // s
  bool once = false;   // no packet came twice
};

Sound soundOf(const TempDir& dir, const std::filesystem::path& file) {
  const auto times = timesOf(dir, file, "a:0");
  CHECK(times.size() > 300);
  const double from = times.back() - kJudged / kFps;
  const auto first = std::ranges::lower_bound(times, from);
  const auto there = static_cast<double>(times.end() - first);
  const double all = 1 + std::round((times.back() - *first) / kSoundPacket);
  return {.missing = 1 - there / all,
          .hole = longestHole(times, from - times.front(), times.back() - times.front()),
          .once = std::ranges::adjacent_find(times, std::ranges::greater_equal{}) == times.end()};
}

void toTheGatewaySoundGoesTwice() {
  const TempDir recordings;
  RunningGateway running(recordings.path());
  const centre::StreamKey key = keyOf(1);
  LinkRelay relay(running.gateway().port());
  MediaBench bench(relay.port());
  bench.plan.uplink->stream_id =
      writeStreamId({.resource = key.site_code, .user = key.endpoint, .mode = StreamMode::Publish});
  bench.plan.uplink->passphrase = key.passphrase;
  send(bench, relay);
  running.await(key.endpoint, [](const centre::StreamStats& stats) {
    return !stats.connected && stats.recording == centre::RecordingState::Idle;
  });
  const Sound sound = soundOf(bench.dir(), running.stats(key.endpoint).recording_file);
  std::printf("figure: twice: %.2f %% missing, hole %.0f ms\n", 100 * sound.missing, 1000 * sound.hole);
  CHECK(sound.once);
  CHECK(sound.missing < 0.025);
}

void toOthersItGoesOnce() {
  const std::uint16_t port = freeUdpPort();
  LinkRelay relay(port);
  MediaBench bench(relay.port());
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  send(bench, relay);
  receiver.stop();
  const Sound sound = soundOf(bench.dir(), receiver.file());
  std::printf("figure: once: %.2f %% missing, hole %.0f ms\n", 100 * sound.missing, 1000 * sound.hole);
  CHECK(sound.once);
  CHECK(sound.missing > 0.01);  // else the line was not bad, and this says nothing
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(toTheGatewaySoundGoesTwice), TEST_IN_REAL_TIME(toOthersItGoesOnce)});
}
