// SPDX-License-Identifier: Apache-2.0
// Speech is in time, whatever becomes of the picture: how late sound arrives at somebody who watches.
#include <cstdio>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/integration/media/arrival_watch.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;
constexpr double kLate = 400;  // ms, of sound: what the sender lets stand in the network and a picture more
constexpr char kWide[] = "kbps=4000 queue=100000 delay=20";
constexpr char kNarrow[] = "kbps=700 queue=40000 delay=20";  // a queue of 0.46 s

// The link carries a third of what is planned, and nobody makes the picture smaller.
void soundIsInTimeOverALinkThatIsTooNarrow() {
  const TempDir recordings;
  RunningGateway running(recordings.path());
  const centre::StreamKey key = keyOf(1);
  LinkRelay relay(running.gateway().port());
  relay.shape(kWide);
  MediaBench bench(relay.port());
  bench.plan.camera.source = "file:" + noisyFilm(bench.dir());
  bench.plan.video = {
      .width = 640, .height = 360, .fps = kFps, .bitrate_kbps = 2000, .keyframe_interval_s = 2, .small_picture = false};
  bench.plan.uplink->stream_id = writeStreamId({key.site_code, key.endpoint, StreamMode::Publish});
  bench.plan.uplink->passphrase = key.passphrase;
  bench.plan.uplink->latency_ms = 300;
  bench.start();
  (void)bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > kFps; });
  SrtCaller::Options watching;
  watching.port = running.gateway().port();
  watching.stream_id = writeStreamId({key.site_code, "operator", StreamMode::Request});
  watching.passphrase = kWatchingPassphrase;
  ArrivalWatch watch(watching);
  const auto encoded = [&](std::uint64_t pictures) {
    const std::uint64_t until = bench.status().encode.video.frames + pictures;
    return bench.waitStatus(60s, "pictures", [&](const MediaStatus& s) { return s.encode.video.frames >= until; });
  };
  (void)encoded(3 * kFps);
  const double before = watch.latestMs();
  relay.shape(kNarrow);
  (void)encoded(3 * kFps);
  const double falling = watch.latestMs();
  const std::uint64_t units = watch.units();
  const MediaStatus narrow = encoded(6 * kFps);
  const double late = watch.latestMs();
  std::printf("figure: sound up to %.0f ms late before, %.0f while the line fell, %.0f after it\n", before, falling,
              late);
  CHECK(narrow.uplink.frames_dropped > 3 * kFps);
  CHECK(watch.units() - units > 5 * 50);
  CHECK(late < kLate);
  bench.stop();
}

}  // namespace

int main() { return diemcau::test::run({TEST_IN_REAL_TIME(soundIsInTimeOverALinkThatIsTooNarrow)}); }
