// SPDX-License-Identifier: Apache-2.0
// A source is given up, tried again and waited for at the right times.
#include "daemon/media/capture/source_watch.h"

#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;
using enum SourceWatch::Order;

constexpr SourceFaultKind kFailed = SourceFaultKind::Failed;

// A watch, a clock, and a source that gives pictures or not.
struct Bed {
  SourceWatch watch;
  MediaTime now = 100s;
  std::optional<MediaTime> last;
  std::vector<MediaTime> opens;  // when

  Bed() { take(watch.use(now)); }

  void take(SourceWatch::Order order) {
    if (order != Open) return;
    opens.push_back(now);
    last.reset();
  }
  void open() { take(watch.opened(now)); }
  void fail(SourceFaultKind kind) { take(watch.failed({kind, "why"}, now)); }
  void pass(MediaTime time, bool pictures = false) {
    for (const MediaTime end = now + time; now < end;) {
      now += 50ms;
      if (pictures) last = now;
      if (now.count() % MediaTime(250ms).count() == 0) take(watch.look(now, last));
    }
  }
  // Until it is opened once more; how long that took.
  MediaTime untilOpen(MediaTime bound = 60s) {
    const std::size_t before = opens.size();
    const MediaTime since = now;
    while (opens.size() == before && now - since < bound) pass(50ms);
    return now - since;
  }
};

bool about(MediaTime wanted, MediaTime found) { return found >= wanted - 50ms && found <= wanted + 300ms; }

void whatFailsIsTriedLessAndLess() {
  Bed bed;
  for (const MediaTime wait : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
    bed.fail(kFailed);
    CHECK(about(wait, bed.untilOpen()));
  }
}

void afterTheThirdFailureItIsUnstableUntilItRunsWellForAMinute() {
  Bed bed;
  for (int i = 0; i < 2; ++i) {
    bed.fail(kFailed);
    bed.untilOpen();
  }
  CHECK(!bed.watch.unstable());
  bed.fail(kFailed);
  CHECK(bed.watch.unstable());
  bed.untilOpen();
  bed.open();
  bed.pass(50s, true);
  CHECK(bed.watch.unstable());
  CHECK(!bed.watch.fault().has_value());
  bed.pass(11s, true);
  CHECK(!bed.watch.unstable());
}

void afterFiveGoodSecondsTheBackOffBeginsAnew() {
  Bed bed;
  for (int i = 0; i < 4; ++i) {
    bed.fail(kFailed);
    bed.untilOpen();
  }
  bed.open();
  bed.pass(4s, true);
  bed.fail(kFailed);
  CHECK(about(16s, bed.untilOpen()));
  bed.open();
  bed.pass(6s, true);
  bed.fail(kFailed);
  CHECK(about(1s, bed.untilOpen()));
  CHECK(bed.watch.unstable());
}

void aDeviceThatComesIsOpenedAtOnce() {
  Bed bed;
  bed.fail(kFailed);
  bed.untilOpen();
  bed.fail(SourceFaultKind::Missing);
  bed.pass(300ms);
  bed.take(bed.watch.devicesChanged(bed.now));
  CHECK_EQ(bed.now.count(), bed.opens.back().count());
  bed.fail(kFailed);
  CHECK(about(1s, bed.untilOpen()));
}

// A device that leaves the bus whenever it is opened comes back each time.
void aDeviceThatComesAndGoesIsNotOpenedInALoop() {
  Bed bed;
  const MediaTime since = bed.now;
  for (int i = 0; i < 200; ++i) {
    bed.fail(kFailed);
    bed.take(bed.watch.devicesChanged(bed.now));
    bed.pass(50ms);
  }
  CHECK(bed.watch.unstable());
  CHECK(bed.opens.size() <= 4 + static_cast<std::size_t>((bed.now - since) / 1s));
  // Yet one that is well again is on air within two seconds.
  bed.fail(SourceFaultKind::Missing);
  bed.take(bed.watch.devicesChanged(bed.now));
  CHECK(bed.untilOpen() <= 1300ms);
}

void aDeviceThatComesWhileOneIsBeingOpenedIsNotMissed() {
  Bed bed;
  bed.take(bed.watch.devicesChanged(bed.now));
  bed.fail(SourceFaultKind::Missing);
  CHECK(bed.untilOpen() <= 250ms);
}

void whatIsMerelyNotThereIsLookedForAndIsNoFailure() {
  Bed bed;
  for (int i = 0; i < 10; ++i) {
    bed.fail(SourceFaultKind::Missing);
    CHECK(about(1s, bed.untilOpen()));
  }
  for (const auto kind : {SourceFaultKind::NoCable, SourceFaultKind::NoSignal, SourceFaultKind::NoSync,
                          SourceFaultKind::UnsupportedTiming}) {
    bed.fail(kind);
    CHECK(bed.watch.fault()->kind == kind);
    CHECK(about(1s, bed.untilOpen()));
  }
  CHECK(!bed.watch.unstable());
}

void aStallIsToldAfterHalfASecondAndOverWhenPicturesCome() {
  Bed bed;
  bed.open();
  bed.pass(2s, true);
  bed.pass(400ms);
  CHECK(!bed.watch.fault().has_value());
  bed.pass(350ms);
  CHECK(bed.watch.fault()->kind == SourceFaultKind::Stalled);
  bed.pass(1s);
  bed.pass(250ms, true);
  CHECK(!bed.watch.fault().has_value());
  CHECK_EQ(std::size_t{1}, bed.opens.size());
}

// A stalled source is kept open: it may come back whenever it likes.
void aStallThatLastsIsOpenedAnewButNeverLeftClosed() {
  Bed bed;
  bed.open();
  bed.pass(2s, true);
  std::vector<MediaTime> waits;
  for (int i = 0; i < 8; ++i) {
    waits.push_back(bed.untilOpen());
    bed.open();
    CHECK(bed.watch.fault()->kind == SourceFaultKind::Stalled);
  }
  CHECK(about(3s, waits.front()));
  CHECK(about(5s, waits[1]));
  CHECK(about(30s, waits.back()));
  CHECK(bed.watch.unstable());
  bed.pass(250ms, true);
  CHECK(!bed.watch.fault().has_value());
}

void oneThatNeverOpensIsToldSo() {
  Bed bed;
  bed.pass(9s);
  CHECK(!bed.watch.fault().has_value());
  bed.pass(1500ms);
  CHECK(bed.watch.fault()->kind == SourceFaultKind::Stalled);
  CHECK_EQ(std::size_t{1}, bed.opens.size());
}

void aFileBeginsAgainAtItsEnd() {
  Bed bed;
  bed.open();
  bed.pass(2s, true);
  bed.take(bed.watch.ended(bed.now));
  CHECK_EQ(std::size_t{2}, bed.opens.size());
  bed.open();
  bed.pass(500ms, true);
  CHECK(bed.watch.ended(bed.now) == Close);
  CHECK(bed.watch.fault()->kind == SourceFaultKind::Unreadable);
}

void anotherPictureIsOpenedAnewAndIsNoFailure() {
  Bed bed;
  bed.open();
  bed.pass(2s, true);
  for (int i = 0; i < 5; ++i) CHECK(bed.watch.outdated(bed.now) == Open);
  CHECK(!bed.watch.fault().has_value());
  CHECK(!bed.watch.unstable());
}

void anotherSourceBeginsWithACleanSheet() {
  Bed bed;
  for (int i = 0; i < 5; ++i) {
    bed.fail(kFailed);
    bed.untilOpen();
  }
  bed.fail(kFailed);
  bed.take(bed.watch.use(bed.now));
  CHECK(!bed.watch.fault().has_value());
  CHECK(!bed.watch.unstable());
  bed.fail(kFailed);
  CHECK(about(1s, bed.untilOpen()));
}

void oneThatWasLeftIsNotOpened() {
  Bed bed;
  bed.fail(kFailed);
  bed.watch.leave();
  bed.pass(10s);
  CHECK(bed.watch.devicesChanged(bed.now) == Nothing);
  CHECK_EQ(std::size_t{1}, bed.opens.size());
  CHECK(!bed.watch.fault().has_value());
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(whatFailsIsTriedLessAndLess), TEST(afterTheThirdFailureItIsUnstableUntilItRunsWellForAMinute),
       TEST(afterFiveGoodSecondsTheBackOffBeginsAnew), TEST(aDeviceThatComesIsOpenedAtOnce),
       TEST(aDeviceThatComesAndGoesIsNotOpenedInALoop), TEST(aDeviceThatComesWhileOneIsBeingOpenedIsNotMissed),
       TEST(whatIsMerelyNotThereIsLookedForAndIsNoFailure), TEST(aStallIsToldAfterHalfASecondAndOverWhenPicturesCome),
       TEST(aStallThatLastsIsOpenedAnewButNeverLeftClosed), TEST(oneThatNeverOpensIsToldSo),
       TEST(aFileBeginsAgainAtItsEnd), TEST(anotherPictureIsOpenedAnewAndIsNoFailure),
       TEST(anotherSourceBeginsWithACleanSheet), TEST(oneThatWasLeftIsNotOpened)});
}
