// SPDX-License-Identifier: Apache-2.0
// When the small picture is sent, what it is like, and what it leaves of the line.
#include "daemon/media/small_picture.h"

#include "daemon/media/uplink/quality_ladder.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;
using enum SmallPictureRule::Verdict;

constexpr SmallPictureRule::View kAll{.carries_all = true};
constexpr SmallPictureRule::View kLess{.carries_all = false};
constexpr SmallPictureRule::View kCongested{.carries_all = true, .congested = true};
constexpr SmallPictureRule::View kElsewhere{};

struct Bed {
  SmallPictureRule rule;
  MediaTime now = 1000s;

  SmallPictureRule::Verdict after(MediaTime time, const SmallPictureRule::View& view) {
    now += time;
    return rule.judge(view, now);
  }
  // Seen all that time, ten times a second.
  SmallPictureRule::Verdict during(MediaTime time, const SmallPictureRule::View& view) {
    for (const MediaTime until = now + time; now < until;) (void)after(100ms, view);
    return rule.verdict();
  }
};

void itWaitsForTheStream() {
  Bed bed;
  CHECK(bed.during(60s, kElsewhere) == Waiting);
  CHECK(bed.during(2900ms, kAll) == Waiting);
  CHECK(bed.during(200ms, kAll) == Send);
  CHECK(bed.after(100ms, kElsewhere) == Waiting);
  CHECK(bed.during(2900ms, kAll) == Waiting);
  CHECK(bed.during(200ms, kAll) == Send);
}

void itGoesAtOnceAndComesBackInTime() {
  Bed bed;
  CHECK(bed.during(100s, kAll) == Send);
  CHECK(bed.after(20ms, kLess) == TooNarrow);
  CHECK(bed.during(9900ms, kAll) == TooNarrow);
  CHECK(bed.after(20ms, kLess) == TooNarrow);
  CHECK(bed.during(9900ms, kAll) == TooNarrow);
  CHECK(bed.during(300ms, kAll) == Send);
  CHECK(bed.after(20ms, kCongested) == TooNarrow);
}

// A line that carries the stream alone is not tried again and again.
void aLineOnWhichItFailsIsLeftAloneForLonger() {
  Bed bed;
  CHECK(bed.during(100s, kAll) == Send);
  for (const auto patience : {10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    CHECK(bed.after(20ms, kLess) == TooNarrow);
    CHECK(bed.after(0s, kAll) == TooNarrow);
    CHECK(bed.after(patience - 1ms, kAll) == TooNarrow);
    CHECK(bed.after(1ms, kAll) == Send);
  }
  CHECK(bed.during(61s, kAll) == Send);
  CHECK(bed.after(20ms, kLess) == TooNarrow);
  CHECK(bed.after(0s, kAll) == TooNarrow);
  CHECK(bed.after(10s, kAll) == Send);
}

// A line of each rate from plenty to nothing and back: with the small picture the stream is always as planned.
void itIsTheFirstToGoAndTheLastToComeBack() {
  constexpr double kSmall = 175;
  QualityLadder ladder;
  ladder.plan({.width = 1280, .height = 720, .fps = 30, .bitrate_kbps = 2500}, {});
  const double most = ladder.mostKbps() + kSmall;
  Bed bed;
  const auto see = [&](double kbps) {
    const auto verdict = bed.during(1s, {.carries_all = kbps >= most});
    const double left = kbps - (verdict == Send ? kSmall : 0);
    const PictureStep step = ladder.follow(left, bed.now).step;
    if (verdict == Send) CHECK(step == PictureStep::AsPlanned && ladder.pictureKbps(left) == 2500);
    return verdict == Send;
  };
  for (int i = 0; i < 5; ++i) (void)see(most);
  CHECK(see(most));
  CHECK(!see(most - 1));
  CHECK_EQ(2500.0, ladder.pictureKbps(most - 1));
  for (double kbps = most; kbps > 0; kbps -= 50) CHECK(!see(kbps - 1));
  CHECK(ladder.quality().step == PictureStep::SoundOnly);
  for (double kbps = 50; kbps < most; kbps += 50) CHECK(!see(kbps));
  CHECK(ladder.quality().step == PictureStep::AsPlanned);
  for (int i = 0; i < 9; ++i) CHECK(!see(most));
  for (int i = 0; i < 3; ++i) (void)see(most);
  CHECK(see(most));
}

void itHasThePlannedShape() {
  const auto of = [](std::uint32_t width, std::uint32_t height, std::uint32_t fps) {
    return smallPictureOf({.width = width, .height = height, .fps = fps});
  };
  CHECK((of(1280, 720, 30) == PictureFormat{320, 180, 10}));
  CHECK((of(1920, 1080, 25) == PictureFormat{320, 180, 10}));
  CHECK((of(640, 480, 30) == PictureFormat{240, 180, 10}));
  CHECK((of(1280, 536, 24) == PictureFormat{320, 134, 10}));
  CHECK((of(320, 180, 7) == PictureFormat{320, 180, 7}));
  CHECK((of(160, 90, 30) == PictureFormat{160, 90, 10}));
  CHECK((of(3840, 90, 30) == PictureFormat{320, 8, 10}));
}

void whatTheLineTakesIsCountedOverConnections() {
  LineUse use;
  const auto holds = [&](std::uint64_t handed, std::uint64_t delivered) {
    CHECK_EQ(handed, use.total().handed);
    CHECK_EQ(delivered, use.total().delivered);
  };
  holds(0, 0);
  use.follow({.handed = 100, .delivered = 40});
  holds(100, 40);
  use.follow({.handed = 150, .delivered = 140});
  holds(150, 140);
  use.follow({});
  holds(150, 140);
  use.follow({.handed = 500, .delivered = 10});
  holds(650, 150);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(itWaitsForTheStream), TEST(itGoesAtOnceAndComesBackInTime),
                             TEST(aLineOnWhichItFailsIsLeftAloneForLonger), TEST(itIsTheFirstToGoAndTheLastToComeBack),
                             TEST(itHasThePlannedShape), TEST(whatTheLineTakesIsCountedOverConnections)});
}
