// SPDX-License-Identifier: Apache-2.0
// Of two encoders' pictures each moment is recorded once, in order, whoever is faster.
#include "daemon/media/record/recording_queue.h"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr auto kSlot = 33'333'333ns;
constexpr int kInterval = 60;  // pictures, from one IDR picture to the next

struct Recorded {
  int picture = 0;  // its number; of sound: that beside which it is
  PicturesOf of = PicturesOf::Stream;
  UnitKind kind = UnitKind::Video;
  std::chrono::nanoseconds pts{};
};

// Two encoders that have been at work since picture 0, each as late as a test wants, and a recorder that looks four
// times a second. The recording's encoder gives pictures while `own` says so, the stream's those that `stream` says.
struct Bed {
  int stream_late = 1;  // pictures
  int own_late = 3;
  std::function<bool(int)> stream = [](int) { return true; };
  std::function<bool(int)> own = [](int) { return false; };
  RecordingQueue queue{{.units = 1024, .bytes = std::size_t{1} << 20}};
  std::vector<Recorded> recorded;
  int at = 0;
  int own_before = -2;  // its last picture

  Bed() { queue.open(); }

  [[nodiscard]] RecordingQueue::Time now() const { return RecordingQueue::Time(1h) + at * kSlot; }
  void push(PicturesOf of, UnitKind kind, int picture, bool keyframe) {
    const auto pts = 1s + picture * kSlot;
    const std::vector<std::uint8_t> bytes(of == PicturesOf::Recording ? 2 : 1, 0x55);
    (void)queue.push(of, {.kind = kind, .keyframe = keyframe, .channels = 1, .pts = pts, .bytes = bytes}, now());
  }
  void drain(RecordingQueue::Time until) {
    for (RecordingQueue::Unit unit; queue.pop(unit, until);) {
      const auto of = unit.bytes.size() == 2 ? PicturesOf::Recording : PicturesOf::Stream;
      recorded.push_back({static_cast<int>((unit.pts - 1s) / kSlot), of, unit.kind, unit.pts});
    }
  }
  void runUntil(int picture) {
    for (; at < picture; ++at) {
      if (at > 0) push(PicturesOf::Stream, UnitKind::Sound, at - 1, false);
      const int streamed = at - stream_late;
      if (streamed >= 0 && stream(streamed)) {
        push(PicturesOf::Stream, UnitKind::Video, streamed, streamed % kInterval == 0);
      }
      const int recorded_one = at - own_late;
      if (recorded_one >= 0 && own(recorded_one)) {
        const bool first = std::exchange(own_before, recorded_one) != recorded_one - 1;
        push(PicturesOf::Recording, UnitKind::Video, recorded_one, first || recorded_one % kInterval == 0);
      }
      if (at % 8 == 0) drain(now());
    }
  }
  [[nodiscard]] std::vector<int> pictures(PicturesOf of) const {
    std::vector<int> found;
    for (const Recorded& unit : recorded) {
      if (unit.kind == UnitKind::Video && unit.of == of) found.push_back(unit.picture);
    }
    return found;
  }
  // Each picture up to the last one, once, and in order.
  void checkWhole() const {
    int next = 0;
    for (const Recorded& unit : recorded) {
      if (unit.kind == UnitKind::Video) CHECK_EQ(next++, unit.picture);
    }
    CHECK(next > 0);
  }
};

void withOneEncoderNothingWaits() {
  Bed bed;
  bed.runUntil(1);
  CHECK(bed.recorded.empty());
  for (; bed.at < 20;) {
    bed.runUntil(bed.at + 1);
    bed.drain(bed.now());
    CHECK_EQ(std::size_t(bed.at - 1), bed.pictures(PicturesOf::Stream).size());
  }
  CHECK(!bed.queue.needsOwn());
}

// The stream's picture is reduced from 100 to 240, where the recording's encoder has begun with the last whole one.
void noPictureIsMissingOrThereTwiceWhereverTheEncodersAre() {
  for (const auto& [stream_late, own_late] : {std::pair{1, 3}, {3, 1}, {0, 20}, {20, 0}, {5, 5}}) {
    Bed bed;
    bed.stream_late = stream_late;
    bed.own_late = own_late;
    bed.stream = [](int picture) { return picture <= 100 || picture >= 240 || picture % 4 == 0; };
    bed.runUntil(100);
    bed.queue.want(PicturesOf::Recording);
    CHECK(bed.queue.needsOwn());
    bed.own = [](int picture) { return picture >= 100; };
    bed.runUntil(250);
    bed.queue.want(PicturesOf::Stream);
    bed.runUntil(400);
    CHECK(!bed.queue.needsOwn());
    bed.own = [](int) { return false; };
    bed.runUntil(500);
    bed.checkWhole();
    const auto own = bed.pictures(PicturesOf::Recording);
    CHECK_EQ(100, own.front());
    // Up to the stream's first IDR picture that was not recorded yet.
    CHECK_EQ(239, own.back());
    CHECK(bed.pictures(PicturesOf::Stream).back() > 480 - stream_late);
  }
}

void soundGoesOnInItsPlace() {
  Bed bed;
  bed.runUntil(100);
  bed.queue.want(PicturesOf::Recording);
  bed.own = [](int picture) { return picture >= 100; };
  bed.stream = [](int picture) { return picture < 105; };
  bed.runUntil(400);
  bed.checkWhole();
  const auto isSound = [](const Recorded& unit) { return unit.kind == UnitKind::Sound; };
  int next = 1;  // behind the first picture
  for (const Recorded& unit : bed.recorded) {
    if (isSound(unit)) CHECK_EQ(next++, unit.picture);
  }
  CHECK(next > 350);
  const auto held = std::ranges::find(bed.recorded, 110, &Recorded::picture);
  CHECK(std::ranges::is_sorted(held, bed.recorded.end(), {}, &Recorded::pts));
}

void anEncoderThatDoesNotComeCostsNothing() {
  Bed bed;
  bed.runUntil(100);
  bed.queue.want(PicturesOf::Recording);
  bed.runUntil(300);
  bed.drain(RecordingQueue::Time::max());
  bed.checkWhole();
  CHECK(bed.pictures(PicturesOf::Recording).empty());
}

// Time does not go back for it: at its second IDR picture.
void anEncoderThatIsVeryLateIsTakenLater() {
  Bed bed;
  bed.own_late = 45;
  bed.runUntil(100);
  bed.queue.want(PicturesOf::Recording);
  bed.own = [](int picture) { return picture >= 100; };
  bed.runUntil(300);
  bed.checkWhole();
  CHECK_EQ(120, bed.pictures(PicturesOf::Recording).front());
}

// The stream's next IDR picture is taken, and the other one's when it is back.
void anEncoderThatFailsCostsSecondsAlone() {
  Bed bed;
  bed.runUntil(10);
  bed.queue.want(PicturesOf::Recording);
  bed.own = [](int picture) { return (picture >= 10 && picture < 130) || picture >= 400; };
  bed.runUntil(600);
  bed.drain(RecordingQueue::Time::max());
  const auto stream = bed.pictures(PicturesOf::Stream);
  const auto own = bed.pictures(PicturesOf::Recording);
  const auto again = std::ranges::find(stream, 240);
  CHECK(again != stream.end() && *(again - 1) == 9);
  CHECK_EQ(399, stream.back());
  CHECK(std::ranges::contains(own, 129) && std::ranges::contains(own, 400));
  CHECK_EQ(std::size_t{120 + 597 - 400}, own.size());
}

void itBeginsWithAnIdrPictureOfEither() {
  Bed bed;
  bed.queue.want(PicturesOf::Recording);
  bed.queue.close();
  bed.runUntil(10);
  bed.queue.open();
  bed.runUntil(90);
  bed.drain(RecordingQueue::Time::max());
  CHECK_EQ(60, bed.recorded.front().picture);
  CHECK(bed.recorded.front().kind == UnitKind::Video);
  bed.queue.close();
  bed.queue.want(PicturesOf::Stream);
  CHECK(!bed.queue.needsOwn());
  bed.drain(RecordingQueue::Time::max());
  CHECK_EQ(88, bed.recorded.back().picture);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(withOneEncoderNothingWaits),
                             TEST(noPictureIsMissingOrThereTwiceWhereverTheEncodersAre), TEST(soundGoesOnInItsPlace),
                             TEST(anEncoderThatDoesNotComeCostsNothing), TEST(anEncoderThatIsVeryLateIsTakenLater),
                             TEST(anEncoderThatFailsCostsSecondsAlone), TEST(itBeginsWithAnIdrPictureOfEither)});
}
