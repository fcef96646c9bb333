// SPDX-License-Identifier: Apache-2.0
// The line of sound stays unbroken, and in time.
#include "daemon/media/guard/sound_timeline.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kFrom = 1000s;
constexpr MediaTime kBlock = 20ms;
constexpr std::size_t kPeriod = 480;

// Collects what is given, and the order of it.
struct Bed {
  std::vector<std::int16_t> all;
  std::int64_t blocks = 0;
  bool in_order = true;
  SoundTimeline timeline{kFrom, [this](const SoundTimeline::Block& block) { take(block); }};

  void take(const SoundTimeline::Block& block) {
    in_order = in_order && block.at == kFrom + blocks * kBlock &&
               block.samples.size() == std::size_t{kSoundBlock} * block.channels;
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

void aGapThatIsToldIsSilence() {
  Bed bed;
  bed.timeline.add(kFrom, constant(5));
  bed.timeline.expectGap();
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

// A sample says when it was captured: milliseconds, starting anew after half a minute.
constexpr int kTurn = 30'000;
std::int16_t stampOf(double seconds) {
  return static_cast<std::int16_t>(1 + static_cast<std::int64_t>(seconds * 1000) % kTurn);
}

// A card whose clock runs `ppm` fast, with the capture times that a busy machine gives: up to 4 ms late, and
// every ten seconds 60 ms, after which what waited comes in one go.
struct Room {
  double ppm = 0;
  std::size_t period = kPeriod;
  double at = 0;  // seconds of capture
  std::minstd_rand random{11};
  int hiccup = 0;

  void feed(SoundTimeline& timeline, int blocks) {
    const double rate = kSoundRate * (1 + ppm / 1e6);
    std::vector<std::int16_t> block(period);
    for (int i = 0; i < blocks; ++i) {
      for (std::size_t k = 0; k < block.size(); ++k) block[k] = stampOf(at + static_cast<double>(k) / rate);
      if (hiccup == 0 && random() % 1000 == 0) hiccup = 6;
      const double late = hiccup > 0 ? 0.01 * hiccup-- : static_cast<double>(random() % 4000) * 1e-6;
      timeline.add(kFrom + MediaTime(static_cast<std::int64_t>((at + late) * 1e9)), block);
      at += static_cast<double>(period) / rate;
    }
  }
};

// Looks at every sample that is given, keeps none.
struct Judge {
  std::int64_t frames = 0;
  int worst_ms = 0;  // between when a sample was captured and where it stands
  std::int64_t silent = 0;
  SoundTimeline timeline{kFrom, [this](const SoundTimeline::Block& block) { take(block); }};

  void take(const SoundTimeline::Block& block) {
    for (const std::int16_t sample : block.samples) {
      const auto place = static_cast<int>(frames++ / 48 % kTurn);
      if (sample == 0) {
        ++silent;
        continue;
      }
      const int off = std::abs(sample - 1 - place);
      worst_ms = std::max(worst_ms, std::min(off, kTurn - off));
    }
  }
};

void anHour(double ppm) {
  Judge judge;
  Room room{.ppm = ppm};
  room.feed(judge.timeline, 100);
  judge.silent = 0;  // before the first sound
  room.feed(judge.timeline, 360'000);
  CHECK(judge.frames > 3599 * std::int64_t{kSoundRate});
  CHECK_EQ(std::int64_t{0}, judge.silent);
  // Some of it is the 2 ms that the capture times are late on average.
  CHECK(judge.worst_ms <= 5);
  CHECK(std::abs(judge.timeline.driftPpm() - ppm) < 3);
}

void anHourOfAFastClockStaysInTime() { anHour(100); }
void anHourOfASlowClockStaysInTime() { anHour(-100); }
void aClockThatIsFarOutStaysInTimeToo() {
  for (const double ppm : {300.0, -300.0}) {
    Judge judge;
    Room room{.ppm = ppm};
    room.feed(judge.timeline, 100);
    judge.silent = 0;
    room.feed(judge.timeline, 60'000);
    CHECK_EQ(std::int64_t{0}, judge.silent);
    CHECK(judge.worst_ms <= 5);
  }
}

void soundThatIsLostSilentlyLeavesTheRestInTime() {
  Judge judge;
  Room room{.ppm = 40};
  room.feed(judge.timeline, 1000);
  CHECK(judge.worst_ms <= 5);
  judge.silent = 0;
  room.at += 0.08;
  room.feed(judge.timeline, 20);
  // Found after 100 ms; what came meanwhile stands too early.
  CHECK(std::abs(judge.silent - 80 * 48) < 8 * 48);
  judge.worst_ms = 0;
  room.feed(judge.timeline, 1000);
  CHECK(judge.worst_ms <= 5);
}

void aSourceThatStartsBadlySettles() {
  Judge judge;
  std::vector<std::int16_t> block(kPeriod);
  for (int i = 0; i < 200; ++i) {
    const double at = 0.01 * i;
    for (std::size_t k = 0; k < block.size(); ++k) block[k] = stampOf(at + static_cast<double>(k) / kSoundRate);
    // The first blocks were told of late, as when a card is being opened.
    const MediaTime late = i < 4 ? 15ms : 0ms;
    judge.timeline.add(kFrom + i * 10ms + late, block);
    if (i == 50) judge.worst_ms = 0;
  }
  CHECK(judge.worst_ms <= 3);
}

void noCorrectionIsHeard() {
  for (const double ppm : {300.0, -300.0}) {
    Bed bed;
    const double rate = kSoundRate * (1 + ppm / 1e6);
    std::int64_t sample = 0;
    double worst_step = 0;
    for (int i = 0; i < 6000; ++i) {
      const double at = static_cast<double>(sample) / rate;
      std::vector<std::int16_t> block(kPeriod);
      for (auto& value : block) {
        const double seconds = static_cast<double>(sample++) / rate;
        value = static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * 200 * seconds));
      }
      bed.timeline.add(kFrom + MediaTime(static_cast<std::int64_t>(at * 1e9)), block);
      for (std::size_t k = 1; k < bed.all.size(); ++k) {
        worst_step = std::max(worst_step, std::abs(static_cast<double>(bed.all[k] - bed.all[k - 1])));
      }
      if (bed.all.size() > kSoundBlock) bed.all.erase(bed.all.begin(), bed.all.end() - 1);
    }
    CHECK(bed.in_order);
    const double given = static_cast<double>(bed.blocks) * 0.02;
    CHECK(std::abs(given - 60 / (1 + ppm / 1e6)) < 0.025);
    // A sine of 200 Hz moves by 209 a sample at most, and none of it moves by more.
    CHECK(worst_step < 215);
  }
}

void bothChannelsAreCorrectedTogether() {
  Bed bed;
  bed.timeline.setChannels(2);
  std::int64_t frame = 0;
  constexpr double kRate = kSoundRate * (1 - 300e-6);
  constexpr int kBlocks = 10'000;
  for (int i = 0; i < kBlocks; ++i) {
    const double at = static_cast<double>(frame) / kRate;
    std::vector<std::int16_t> block(kPeriod * 2);
    for (std::size_t k = 0; k < block.size(); k += 2) {
      block[k] = static_cast<std::int16_t>(frame % 1000);
      block[k + 1] = static_cast<std::int16_t>(-(frame % 1000));
      ++frame;
    }
    bed.timeline.add(kFrom + MediaTime(static_cast<std::int64_t>(at * 1e9)), block);
  }
  CHECK(bed.in_order);
  bool together = true;
  for (std::size_t k = 0; k < bed.all.size(); k += 2) together = together && bed.all[k] == -bed.all[k + 1];
  CHECK(together);
  // 100 s of sound became 100.03 s: a block more.
  CHECK_EQ(std::size_t{kBlocks * 480 + 960}, bed.all.size() / 2);
}

void theLineGoesOnWhenChannelsChange() {
  Bed bed;
  bed.timeline.add(kFrom, constant(100, 1440));
  bed.timeline.setChannels(2);
  std::vector<std::int16_t> stereo;
  for (int i = 0; i < 1440; ++i) stereo.insert(stereo.end(), {300, 500});
  bed.timeline.add(kFrom + 30ms, stereo);
  bed.timeline.setChannels(1);
  bed.timeline.add(kFrom + 60ms, constant(7, 960));
  CHECK_EQ(std::int64_t{4}, bed.blocks);
  CHECK(bed.in_order);
  // 20 ms mono; 10 ms mono made two, 30 ms stereo; mono again.
  CHECK_EQ(std::size_t{960 + 2 * 1920 + 960}, bed.all.size());
  CHECK_EQ(100, bed.all[959]);
  CHECK_EQ(100, bed.all[960 + 959]);
  CHECK_EQ(300, bed.all[960 + 960]);
  CHECK_EQ(500, bed.all[960 + 961]);
  CHECK_EQ(7, bed.all.back());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whatComesInGoesOut), TEST(aGapThatIsToldIsSilence),
                             TEST(silenceTakesThePlaceOfWhatDoesNotCome), TEST(soundThatAlwaysComesLateIsHeardLate),
                             TEST(anHourOfAFastClockStaysInTime), TEST(anHourOfASlowClockStaysInTime),
                             TEST(aClockThatIsFarOutStaysInTimeToo), TEST(soundThatIsLostSilentlyLeavesTheRestInTime),
                             TEST(aSourceThatStartsBadlySettles), TEST(noCorrectionIsHeard),
                             TEST(bothChannelsAreCorrectedTogether), TEST(theLineGoesOnWhenChannelsChange)});
}
