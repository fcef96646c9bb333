// SPDX-License-Identifier: Apache-2.0
// What is learnt of a sound card's clock from capture times that jitter.
#include "daemon/media/guard/sound_clock.h"

#include <cmath>
#include <random>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kFrom = 500s;
constexpr std::size_t kPeriod = 480;

// A card that is `ppm` fast; its blocks are told of some milliseconds late, now and then a lot.
class Card {
 public:
  Card(double ppm, unsigned seed) : rate_(kSoundRate * (1 + ppm / 1e6)), random_(seed) {}

  void feed(SoundClock& clock, int blocks) {
    for (int i = 0; i < blocks; ++i) {
      const double at = static_cast<double>(given_) / rate_;
      const double late = random_() % 500 == 0 ? 0.2 : static_cast<double>(random_() % 4000) * 1e-6;
      clock.add(kFrom + MediaTime(static_cast<std::int64_t>((at + late) * 1e9)), kPeriod);
      given_ += kPeriod;
    }
  }

 private:
  const double rate_;
  std::minstd_rand random_;
  std::int64_t given_ = 0;
};

void theRateIsToldWithinTwoPpm() {
  for (const double ppm : {0.0, 100.0, -100.0, 300.0, -300.0}) {
    SoundClock clock;
    clock.restart(kFrom);
    Card card(ppm, 7);
    card.feed(clock, 6400);
    CHECK(std::abs(clock.driftPpm() - ppm) < 2);
  }
}

void nothingIsToldOfItTooSoon() {
  SoundClock clock;
  clock.restart(kFrom);
  Card card(200, 3);
  card.feed(clock, 800);
  CHECK_EQ(0.0, clock.driftPpm());
  card.feed(clock, 800);
  CHECK(std::abs(clock.driftPpm() - 200) < 20);
  clock.forget();
  CHECK_EQ(0.0, clock.driftPpm());
}

void aGapIsNoDrift() {
  SoundClock clock;
  clock.restart(kFrom);
  Card card(50, 5);
  for (int run = 0; run < 4; ++run) {
    card.feed(clock, 1600);
    // The next run is laid down two seconds later: what was lost in between is in no slope.
    clock.restart(kFrom - 2s);
  }
  CHECK(std::abs(clock.driftPpm() - 50) < 10);
}

void aBlockThatComesLateMovesNothing() {
  SoundClock clock;
  clock.restart(kFrom);
  for (int i = 0; i < 100; ++i) clock.add(kFrom + i * 10ms + (i == 90 ? 300ms : 0ms), kPeriod);
  CHECK(std::abs(clock.ahead()) < 1);
  CHECK(!clock.astray());
}

void whatIsMissingIsFoundWithinTenBlocks() {
  SoundClock clock;
  clock.restart(kFrom);
  for (int i = 0; i < 100; ++i) clock.add(kFrom + i * 10ms, kPeriod);
  for (int i = 0; i < 9; ++i) clock.add(kFrom + 1s + i * 10ms + 40ms, kPeriod);
  CHECK(!clock.astray());
  clock.add(kFrom + 1s + 90ms + 40ms, kPeriod);
  CHECK(clock.astray());
}

void aCorrectionCountsAtOnce() {
  SoundClock clock;
  clock.restart(kFrom);
  for (int i = 0; i < 64; ++i) clock.add(kFrom + 2ms + i * 10ms, kPeriod);
  CHECK(std::abs(clock.ahead() - 96) < 0.01);
  clock.correct(1);
  CHECK(std::abs(clock.ahead() - 95) < 0.01);
  clock.add(kFrom + 642ms, kPeriod);
  CHECK(std::abs(clock.ahead() - 95) < 0.01);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theRateIsToldWithinTwoPpm), TEST(nothingIsToldOfItTooSoon), TEST(aGapIsNoDrift),
                             TEST(aBlockThatComesLateMovesNothing), TEST(whatIsMissingIsFoundWithinTenBlocks),
                             TEST(aCorrectionCountsAtOnce)});
}
