// SPDX-License-Identifier: Apache-2.0
// A microphone's rate, clock and channels.
#include <cmath>

#include "tests/integration/media/sound_room.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

void aCardsRateAndClockAreToldAndMadeUpFor() {
  SoundRoom room("rate 44100 channels 2 ppm 250");
  room.start();
  // Ten seconds on end, which a busy machine may take some time to leave alone.
  const auto status = room.waitFor("the drift, and all in order", [](const MediaStatus& s) {
    return std::abs(s.capture.microphone.drift_ppm - 250) < 25 && s.conditions.empty();
  });
  CHECK_EQ(std::uint32_t{44'100}, status.capture.microphone.rate_hz);
  CHECK_EQ(std::uint32_t{2}, status.capture.microphone.channels);
  CHECK(std::abs(status.capture.microphone.peak_dbfs + 20) < 0.3);
  room.judgeStream();
}

void monoAndStereoChangeWhileAllRuns() {
  SoundRoom room("rate 48000 channels 2");
  room.start();
  const auto mono = room.waitFor(
      "sound", [](const MediaStatus& s) { return s.uplink.frames_sent > 60 && s.capture.microphone.peak_dbfs > -25; });
  room.bench.plan.audio.channels = 2;
  room.bench.plan.config_version = 2;
  room.bench.push();
  const auto stereo = room.waitFor("two seconds more", [&](const MediaStatus& s) {
    return s.config_version == 2 && s.uplink.frames_sent > mono.uplink.frames_sent + 90 && s.conditions.empty();
  });
  CHECK_EQ(std::uint32_t{1}, stereo.uplink.connects);
  CHECK_EQ(std::string("opus"), stereo.encode.audio.encoder);
  room.judgeStream();
}

void stereoArrivesAsStereo() {
  SoundRoom room("rate 48000 channels 2");
  room.bench.plan.audio.channels = 2;
  room.start();
  room.waitFor("five seconds", [](const MediaStatus& s) { return s.uplink.frames_sent > 150; });
  CHECK_EQ(std::uint64_t{2}, room.judgeStream().channels);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aCardsRateAndClockAreToldAndMadeUpFor),
                             TEST_IN_REAL_TIME(monoAndStereoChangeWhileAllRuns),
                             TEST_IN_REAL_TIME(stereoArrivesAsStereo)});
}
