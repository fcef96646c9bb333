// SPDX-License-Identifier: Apache-2.0
// What the room sends over a line of some rate.
#include "daemon/media/uplink/quality_ladder.h"

#include <string>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

const VideoConfig kHd{.width = 1280, .height = 720, .fps = 30, .bitrate_kbps = 2500};
const AudioConfig kSound{.channels = 1, .bitrate_kbps = 64};

struct Line {
  QualityLadder ladder;
  MediaTime now = 1000s;

  explicit Line(const VideoConfig& video = kHd) { ladder.plan(video, kSound); }
  void carries(double kbps, MediaTime span) {
    for (const MediaTime until = now + span; now < until; now += 100ms) (void)ladder.follow(kbps, now);
  }
  [[nodiscard]] PictureStep step() const { return ladder.quality().step; }
  [[nodiscard]] PictureFormat picture() const { return ladder.quality().picture; }
};

// What stays on a line of so many kb/s.
Quality at(double kbps, const VideoConfig& video = kHd) {
  Line line(video);
  line.carries(kbps, 10s);
  return line.ladder.quality();
}

void lessIsGivenUpStepByStep() {
  CHECK(at(2700).step == PictureStep::AsPlanned);
  CHECK(at(900).step == PictureStep::AsPlanned);
  CHECK((at(600).picture == PictureFormat{1280, 720, 15}));
  CHECK((at(450).picture == PictureFormat{1280, 720, 7}));
  CHECK(at(450).step == PictureStep::FewerPictures);
  const Quality small = at(300);
  CHECK((small.picture == PictureFormat{640, 360, 7}));
  CHECK(small.step == PictureStep::SmallerPictures);
  CHECK_EQ(64U, small.sound_kbps);
  const Quality lean = at(180);
  CHECK((lean.picture == PictureFormat{640, 360, 7}));
  CHECK_EQ(16U, lean.sound_kbps);
  CHECK(lean.sound_packet == 60ms);
  const Quality still = at(100);
  CHECK(still.step == PictureStep::Still);
  CHECK(still.apart == 2s);
  const Quality sound = at(50);
  CHECK(sound.step == PictureStep::SoundOnly);
  CHECK(sound.apart == kNoPictures);
  CHECK((at(250, {.width = 1920, .height = 1080, .fps = 25, .bitrate_kbps = 4000}).picture ==
         PictureFormat{640, 360, 7}));
  CHECK((at(420, {.width = 1920, .height = 1080, .fps = 25, .bitrate_kbps = 4000}).picture ==
         PictureFormat{1280, 720, 7}));
}

// Sound first, the rest is for the picture.
void thePictureGetsWhatIsLeft() {
  Line line;
  CHECK_EQ(2500.0, line.ladder.pictureKbps(std::nullopt));
  for (double kbps = 2800; kbps > line.ladder.leastKbps(); kbps *= 0.98) {
    line.carries(kbps, 2s);
    const Quality& quality = line.ladder.quality();
    const double picture = line.ladder.pictureKbps(kbps);
    CHECK(picture <= 2500);
    if (quality.apart == 0ms) CHECK(picture + quality.sound_kbps < kbps);
    if (quality.apart == 0ms) CHECK(picture > 50);
  }
  CHECK(line.step() == PictureStep::SoundOnly);
}

void aDipIsNoReason() {
  Line line;
  line.carries(2700, 5s);
  line.carries(600, 1900ms);
  CHECK(line.step() == PictureStep::AsPlanned);
  line.carries(2700, 1s);
  line.carries(600, 1900ms);
  CHECK(line.step() == PictureStep::AsPlanned);
  line.carries(600, 300ms);
  CHECK(line.step() == PictureStep::FewerPictures);
  // So long as it is no more than half too much.
  line.carries(2700, 60s);
  CHECK(line.step() == PictureStep::AsPlanned);
  line.carries(450, 1900ms);
  CHECK(line.step() == PictureStep::AsPlanned);
  // What is far too much is given up at once.
  line.carries(100, 100ms);
  CHECK(line.step() == PictureStep::Still);
}

void upOnlyWithRoomForSomeTime() {
  Line line;
  line.carries(600, 5s);
  CHECK_EQ(15U, line.picture().fps);
  line.carries(800, 60s);  // enough, and not by a quarter
  CHECK_EQ(15U, line.picture().fps);
  line.carries(1000, 3900ms);
  CHECK_EQ(15U, line.picture().fps);
  line.carries(1000, 300ms);
  CHECK_EQ(30U, line.picture().fps);
  // As far as the worst of that time allows, and no rung in between.
  line.carries(60, 1s);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(700, 1s);
  line.carries(2700, 3200ms);
  CHECK_EQ(15U, line.picture().fps);
  CHECK_EQ(1280U, line.picture().width);
}

// A line that carries them is not sent stills first for as long again.
void stillsAreNotWaitedFor() {
  Line line;
  for (const double kbps : {600, 310, 160, 90, 50}) line.carries(kbps, 3s);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(120, 1s);
  line.carries(200, 3200ms);
  CHECK(line.step() == PictureStep::Still);
  line.carries(200, 1s);
  CHECK(line.step() == PictureStep::SmallerPictures);
  // From there on each rung has its four seconds.
  line.carries(1000, 3900ms);
  CHECK(line.step() == PictureStep::SmallerPictures);
  line.carries(1000, 300ms);
  CHECK(line.step() == PictureStep::AsPlanned);
}

// While the queue of a fall is emptied the target is lower than what the line carries.
void afterAFallPicturesAreBackSoon() {
  Line line;
  line.carries(2700, 5s);
  line.carries(75, 1500ms);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(300, 900ms);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(300, 300ms);
  CHECK(line.step() == PictureStep::SmallerPictures);
  // From there on each rung has its four seconds.
  line.carries(1000, 3900ms);
  CHECK(line.step() == PictureStep::SmallerPictures);
  line.carries(1000, 300ms);
  CHECK(line.step() == PictureStep::AsPlanned);
  // A line that falls again and again is not one that has fallen.
  line.carries(75, 1500ms);
  line.carries(300, 3900ms);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(300, 300ms);
  CHECK(line.step() == PictureStep::SmallerPictures);
  line.carries(2700, 20s);
  line.carries(75, 1500ms);
  line.carries(300, 1200ms);
  CHECK(line.step() == PictureStep::SmallerPictures);
}

// A line between two rungs does not swing from one to the other.
void thereIsNoSwinging() {
  for (double mean = 80; mean < 1000; mean *= 1.07) {
    Line line;
    line.carries(mean, 20s);
    int changes = 0;
    PictureFormat before = line.picture();
    for (int i = 0; i < 60; ++i) {
      line.carries(mean * (i % 2 == 0 ? 1.08 : 0.93), 500ms);
      if (!(line.picture() == before)) ++changes;
      before = line.picture();
    }
    CHECK(changes <= 1);
  }
}

// Whoever plans little gets it, whatever it is thought to be worth.
void aModestPlanIsNotReduced() {
  const VideoConfig modest{.width = 640, .height = 360, .fps = 30, .bitrate_kbps = 120};
  Line line(modest);
  line.carries(60, 2s);
  CHECK(line.step() == PictureStep::SoundOnly);
  line.carries(line.ladder.mostKbps(), 5s);
  CHECK(line.step() == PictureStep::AsPlanned);
  CHECK_EQ(120.0, line.ladder.pictureKbps(line.ladder.mostKbps()));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(lessIsGivenUpStepByStep), TEST(thePictureGetsWhatIsLeft), TEST(aDipIsNoReason),
                             TEST(upOnlyWithRoomForSomeTime), TEST(stillsAreNotWaitedFor),
                             TEST(afterAFallPicturesAreBackSoon), TEST(thereIsNoSwinging),
                             TEST(aModestPlanIsNotReduced)});
}
