// SPDX-License-Identifier: Apache-2.0
// Told is a microphone that is too loud, not a knock on the table.
#include "daemon/media/status/clipping.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

// 10 ms of a tone that would be so large if it could; both channels' wave, in the second one alone.
std::vector<std::int16_t> tone(double amplitude, std::uint32_t channels = 1) {
  std::vector<std::int16_t> samples(std::size_t{480} * channels);
  for (std::size_t i = 0; i < 480; ++i) {
    const double wave = amplitude * std::sin(2 * std::numbers::pi * 300 * static_cast<double>(i) / 48'000);
    samples[i * channels + channels - 1] = static_cast<std::int16_t>(std::clamp(wave, -32'768.0, 32'767.0));
  }
  return samples;
}

void aWaveThatTouchesFullScaleIsWhole() {
  CHECK(!hasOver(tone(32'000), 1));
  std::vector<std::int16_t> samples{0, 32'767, 32'767, 0, -32'768, -32'768, 32'767, 0};
  CHECK(!hasOver(samples, 1));
  samples = {0, 32'767, 32'766, 32'767, 0};
  CHECK(hasOver(samples, 1));
  samples = {0, -32'768, -32'768, -32'768, 0};
  CHECK(hasOver(samples, 1));
}

void oneChannelIsEnough() {
  CHECK(hasOver(tone(60'000, 2), 2));
  CHECK(!hasOver(tone(30'000, 2), 2));
  // Two channels at full scale one sample each are no run.
  CHECK(!hasOver(std::vector<std::int16_t>{32'767, 32'767, 32'767, 32'767, 0, 0}, 2));
}

struct Room {
  Clipping clipping;
  MediaTime now = 50s;

  void hear(MediaTime length, double amplitude) {
    for (const MediaTime end = now + length; now < end; now += 10ms) clipping.add(now, tone(amplitude), 1);
  }
};

void whatGoesOnIsToldAndWhatIsOverIsNot() {
  Room room;
  room.hear(10s, 20'000);
  CHECK(!room.clipping.holds());
  room.hear(5s, 60'000);
  CHECK(room.clipping.holds());
  room.hear(4s, 20'000);
  CHECK(room.clipping.holds());
  room.hear(3s, 20'000);
  CHECK(!room.clipping.holds());
}

void aKnockIsNotTold() {
  Room room;
  for (int i = 0; i < 5; ++i) {
    room.hear(100ms, 60'000);
    room.hear(3s, 20'000);
    CHECK(!room.clipping.holds());
  }
}

void loudSpeechWithPausesIsTold() {
  Room room;
  for (int i = 0; i < 20; ++i) {
    room.hear(100ms, 60'000);
    room.hear(600ms, 500);
  }
  CHECK(room.clipping.holds());
  room.clipping.reset();
  CHECK(!room.clipping.holds());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aWaveThatTouchesFullScaleIsWhole), TEST(oneChannelIsEnough),
                             TEST(whatGoesOnIsToldAndWhatIsOverIsNot), TEST(aKnockIsNotTold),
                             TEST(loudSpeechWithPausesIsTold)});
}
