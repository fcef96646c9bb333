// SPDX-License-Identifier: Apache-2.0
// The line of sound stays unbroken, and in time.
#include "daemon/media/guard/sound_timeline.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kFrom = 1000s;
constexpr MediaTime kBlock = 20ms;

// Collects what is given, and the order of it.
struct Bed {
  std::vector<std::int16_t> all;
  std::int64_t blocks = 0;
  bool in_order = true;
  SoundTimeline timeline{kFrom, [this](const SoundTimeline::Block& block) { take(block); }};

  void take(const SoundTimeline::Block& block) {
    in_order = in_order && block.at == kFrom + blocks * kBlock && block.samples.size() == kSoundBlock;
    ++blocks;
    all.insert(all.end(), block.samples.begin(), block.samples.end());
  }
};

std::vector<std::int16_t> constant(std::int16_t value, std::size_t count = kSoundBlock) {
  return std::vector<std::int16_t>(count, value);
}

void whatComesInGoesOut() {
  Bed bed;
  std::vector<std::int16_t> sent;
  for (int i = 0; i < 50; ++i) {
    const auto block = constant(static_cast<std::int16_t>(i + 1), 480);
    bed.timeline.add(kFrom + i * 10ms, block);
    sent.insert(sent.end(), block.begin(), block.end());
  }
  CHECK(bed.in_order);
  CHECK_EQ(std::int64_t{25}, bed.blocks);
  CHECK(sent == bed.all);
}

void aGapIsSilence() {
  Bed bed;
  bed.timeline.add(kFrom, constant(5));
  bed.timeline.add(kFrom + 200ms, constant(6));
  CHECK(bed.in_order);
  CHECK_EQ(std::int64_t{11}, bed.blocks);
  CHECK_EQ(5, bed.all[959]);
  CHECK_EQ(0, bed.all[960]);
  CHECK_EQ(0, bed.all[9599]);
  CHECK_EQ(6, bed.all[9600]);
}

void silenceTakesThePlaceOfWhatDoesNotCome() {
  Bed bed;
  bed.timeline.fill(kFrom + 1s, 0ms);
  CHECK_EQ(std::int64_t{50}, bed.blocks);
  CHECK(bed.timeline.overdueAt(0ms) == kFrom + 1s + kBlock);
  // The microphone comes: what was filled already is skipped, the rest is where it belongs.
  for (int i = 0; i < 10; ++i) bed.timeline.add(kFrom + 950ms + i * kBlock, constant(9));
  CHECK(bed.in_order);
  CHECK_EQ(0, bed.all[47'999]);
  CHECK_EQ(9, bed.all[48'000]);
  CHECK_EQ(9, bed.all.back());
}

void soundThatAlwaysComesLateIsHeardLate() {
  Bed bed;
  for (int i = 0; i < 100; ++i) {
    const MediaTime captured = kFrom + i * kBlock;
    bed.timeline.fill(captured + 500ms, 100ms);
    bed.timeline.add(captured, constant(9));
  }
  CHECK(bed.in_order);
  CHECK_EQ(9, bed.all.back());
}

// A card whose clock runs `ppm` fast, for an hour, a sine in its samples.
void drift(double ppm) {
  Bed bed;
  std::int64_t sample = 0;
  const double rate = kSoundRate * (1 + ppm / 1e6);
  double worst_jump = 0;
  for (int i = 0; i < 180'000; ++i) {
    std::vector<std::int16_t> block(kSoundBlock);
    for (auto& value : block) {
      value =
          static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * 200 * static_cast<double>(sample) / rate));
      ++sample;
    }
    const double seconds = static_cast<double>(sample - kSoundBlock) / rate;
    bed.timeline.add(kFrom + MediaTime(static_cast<std::int64_t>(seconds * 1e9)), block);
    for (std::size_t k = 1; k < bed.all.size(); ++k) {
      worst_jump = std::max(worst_jump, std::abs(static_cast<double>(bed.all[k] - bed.all[k - 1])));
    }
    if (bed.all.size() > kSoundBlock) bed.all.erase(bed.all.begin(), bed.all.end() - 1);
  }
  CHECK(bed.in_order);
  const double given = static_cast<double>(bed.blocks) * 0.02;
  CHECK(std::abs(given - 3600 / (1 + ppm / 1e6)) < 0.025);
  // A sine of 200 Hz moves by 209 a sample at most: no step is heard.
  CHECK(worst_jump < 2 * 209 + 2);
}

void aFastClockIsFollowed() { drift(100); }
void aSlowClockIsFollowed() { drift(-100); }

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatComesInGoesOut), TEST(aGapIsSilence), TEST(silenceTakesThePlaceOfWhatDoesNotCome),
                             TEST(soundThatAlwaysComesLateIsHeardLate), TEST(aFastClockIsFollowed),
                             TEST(aSlowClockIsFollowed)});
}
