// SPDX-License-Identifier: Apache-2.0
// Cameras of all rates on a timeline of one.
#include "daemon/media/guard/frame_timeline.h"

#include <random>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kOrigin = 1000s;

struct Tally {
  int taken = 0;
  int dropped = 0;
  std::int64_t repeated = 0;
};

// A camera that gives a picture each `period`, up to `jitter` early or late, for a minute.
Tally minuteOf(FrameTimeline& timeline, std::chrono::duration<double> period, MediaTime jitter = 0ns) {
  std::minstd_rand random(1);
  std::uniform_int_distribution<std::int64_t> shake(-jitter.count(), jitter.count());
  Tally tally;
  for (int i = 0; i * period < 60s; ++i) {
    const auto at = kOrigin + std::chrono::duration_cast<MediaTime>(i * period) + MediaTime(shake(random));
    const auto place = timeline.place(at);
    if (!place) {
      ++tally.dropped;
      continue;
    }
    ++tally.taken;
    tally.repeated += place->repeats;
    CHECK(at - timeline.at(place->slot) < 34ms);
    CHECK(timeline.at(place->slot) - at < 34ms);
  }
  return tally;
}

void aCameraOfTheSameRateLosesNothing() {
  FrameTimeline timeline(30, kOrigin, kOrigin);
  const Tally tally = minuteOf(timeline, 1s / 30.0, 7ms);
  CHECK_EQ(0, tally.dropped);
  CHECK_EQ(std::int64_t{0}, tally.repeated);
}

void aCameraOfNtscRateIsFilledUpOnceInAWhile() {
  FrameTimeline timeline(30, kOrigin, kOrigin);
  const Tally tally = minuteOf(timeline, 1.001s / 30.0, 5ms);
  CHECK_EQ(0, tally.dropped);
  CHECK(tally.repeated >= 1 && tally.repeated <= 3);
}

void slowCamerasAreRepeatedAndFastOnesThinnedOut() {
  FrameTimeline film(30, kOrigin, kOrigin);
  const Tally slow = minuteOf(film, 1s / 25.0);
  CHECK_EQ(0, slow.dropped);
  CHECK(std::abs(slow.repeated - 300) <= 1);
  FrameTimeline half(30, kOrigin, kOrigin);
  const Tally fast = minuteOf(half, 1s / 60.0);
  CHECK(std::abs(fast.dropped - 1800) <= 1);
  CHECK_EQ(std::int64_t{0}, fast.repeated);
}

void emptySlotsAreOverdueOnce() {
  FrameTimeline timeline(30, kOrigin, kOrigin);
  (void)timeline.place(kOrigin);
  CHECK_EQ(std::int64_t{0}, timeline.takeOverdue(kOrigin + 100ms, 100ms));
  CHECK_EQ(std::int64_t{2}, timeline.takeOverdue(kOrigin + 170ms, 100ms));
  CHECK_EQ(std::int64_t{0}, timeline.takeOverdue(kOrigin + 170ms, 100ms));
  CHECK(timeline.overdueAt(100ms) == timeline.at(3) + 100ms);
}

void aCameraWhosePicturesComeVeryLateIsSeenAllTheSame() {
  FrameTimeline timeline(30, kOrigin, kOrigin);
  int taken = 0;
  for (int i = 0; i < 300; ++i) {
    const MediaTime captured = kOrigin + i * 33'333'333ns;
    const MediaTime now = captured + 400ms;
    (void)timeline.takeOverdue(now, timeline.usualGrace());
    if (timeline.place(captured)) ++taken;
  }
  CHECK(taken > 280);
}

void slotsAreExactAfterAYear() {
  const FrameTimeline timeline(30, kOrigin, kOrigin + 8760h);
  CHECK(timeline.at(timeline.next()) == kOrigin + 8760h);
  CHECK(timeline.at(timeline.next() + 1) - timeline.at(timeline.next()) == 33'333'333ns);
  CHECK(timeline.at(timeline.next() + 3) - timeline.at(timeline.next()) == 100ms);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aCameraOfTheSameRateLosesNothing), TEST(aCameraOfNtscRateIsFilledUpOnceInAWhile),
                             TEST(slowCamerasAreRepeatedAndFastOnesThinnedOut), TEST(emptySlotsAreOverdueOnce),
                             TEST(aCameraWhosePicturesComeVeryLateIsSeenAllTheSame), TEST(slotsAreExactAfterAYear)});
}
