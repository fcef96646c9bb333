// SPDX-License-Identifier: Apache-2.0
// What is said of a camera's picture, and what is not.
#include "daemon/media/status/picture_analysis.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr std::uint32_t kWidth = 320;
constexpr std::uint32_t kHeight = 180;

struct Picture {
  std::vector<std::uint8_t> luma = std::vector<std::uint8_t>(std::size_t{kWidth} * kHeight);

  [[nodiscard]] PictureMeasure measure() const { return measurePicture({luma, kWidth, kHeight, kWidth}); }
  std::uint8_t& at(std::size_t x, std::size_t y) { return luma[y * kWidth + x]; }
};

// A room: a wall that grows darker to one side, people with edges, and a sensor's noise.
Picture room(unsigned seed, double brightness = 1, int noise = 2) {
  Picture picture;
  std::minstd_rand random(seed);
  for (std::size_t y = 0; y < kHeight; ++y) {
    for (std::size_t x = 0; x < kWidth; ++x) {
      const bool person = (x / 40 + y / 60) % 3 == 0;
      const double level = person ? 60 + static_cast<double>(x % 40) : 150 + static_cast<double>(x) / 8;
      const int grain = noise == 0 ? 0 : static_cast<int>(random() >> 4) % (2 * noise + 1) - noise;
      picture.at(x, y) = static_cast<std::uint8_t>(std::clamp(16 + level * brightness + grain, 16.0, 235.0));
    }
  }
  return picture;
}

Picture blurred(const Picture& sharp, int radius) {
  Picture half = sharp;
  Picture soft;
  const auto mean = [&](const std::function<int(int)>& value) {
    int sum = 0;
    for (int i = -radius; i <= radius; ++i) sum += value(i);
    return static_cast<std::uint8_t>(sum / (2 * radius + 1));
  };
  const auto clampTo = [](int value, std::uint32_t size) {
    return static_cast<std::size_t>(std::clamp(value, 0, static_cast<int>(size) - 1));
  };
  for (int y = 0; y < static_cast<int>(kHeight); ++y) {
    for (int x = 0; x < static_cast<int>(kWidth); ++x) {
      half.luma[static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)] =
          mean([&](int i) { return sharp.luma[static_cast<std::size_t>(y) * kWidth + clampTo(x + i, kWidth)]; });
    }
  }
  for (int y = 0; y < static_cast<int>(kHeight); ++y) {
    for (int x = 0; x < static_cast<int>(kWidth); ++x) {
      soft.luma[static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)] =
          mean([&](int i) { return half.luma[clampTo(y + i, kHeight) * kWidth + static_cast<std::size_t>(x)]; });
    }
  }
  return soft;
}

// Two pictures a second; each gets its number.
struct Watch {
  PictureAnalysis analysis;
  MediaTime now = 100s;
  unsigned number = 0;

  PictureFindings see(MediaTime length, const std::function<Picture(unsigned)>& camera,
                      PictureKind kind = PictureKind::Room) {
    for (const MediaTime end = now + length; now < end; now += 500ms) {
      analysis.add(now, kind, camera(number++).measure());
    }
    return analysis.findings();
  }
};

constexpr PictureFindings kNothing{};

void aRoomIsInOrder() {
  Watch watch;
  CHECK(watch.see(60s, [](unsigned n) { return room(n); }) == kNothing);
}

void aCapOnTheLensIsBlackAndNothingElse() {
  Watch watch;
  const auto cap = [](unsigned n) { return room(n, 0, 3); };
  CHECK(watch.see(2s, cap) == kNothing);
  CHECK((watch.see(60s, cap) == PictureFindings{.black = true}));
  CHECK((watch.see(1s, [](unsigned n) { return room(n); }) == PictureFindings{.black = true}));
  CHECK(watch.see(2s, [](unsigned n) { return room(n); }) == kNothing);
}

void aRoomWithoutLightIsDark() {
  Watch watch;
  const auto evening = [](unsigned n) { return room(n, 0.09, 6); };
  CHECK(watch.see(4s, evening) == kNothing);
  CHECK((watch.see(30s, evening) == PictureFindings{.dark = true}));
  // A lamp that flickers at the threshold changes nothing.
  CHECK((watch.see(30s, [](unsigned n) { return room(n, n % 2 == 0 ? 0.1 : 0.15, 6); }) ==
         PictureFindings{.dark = true}));
  CHECK(watch.see(5s, [](unsigned n) { return room(n, 0.5); }) == kNothing);
}

void aLensOutOfFocusIsBlurred() {
  Watch watch;
  const Picture soft = blurred(blurred(room(1), 12), 12);
  const auto camera = [&](unsigned n) {
    Picture picture = soft;
    picture.at(n % kWidth, 0) ^= 1;
    return picture;
  };
  CHECK(watch.see(9s, camera) == kNothing);
  CHECK((watch.see(5s, camera) == PictureFindings{.blurred = true}));
  CHECK(watch.see(5s, [](unsigned n) { return room(n); }) == kNothing);
}

void anEmptyWallIsNotBlurred() {
  Watch watch;
  const auto wall = [](unsigned n) {
    Picture picture;
    std::minstd_rand random(n);
    for (auto& level : picture.luma) level = static_cast<std::uint8_t>(140 + (random() >> 4) % 5);
    return picture;
  };
  CHECK(watch.see(60s, wall) == kNothing);
}

void aFrozenCameraIsTold() {
  Watch watch;
  CHECK(watch.see(40s, [](unsigned n) { return room(n); }) == kNothing);
  const auto still = [](unsigned) { return room(3); };
  CHECK(watch.see(10s, still) == kNothing);
  CHECK((watch.see(2s, still) == PictureFindings{.frozen = true}));
  CHECK((watch.see(60s, still) == PictureFindings{.frozen = true}));
  CHECK(watch.see(2s, [](unsigned n) { return room(n); }) == kNothing);
}

void aPictureThatStandsStillIsNotFrozen() {
  // Nobody moves, the noise does.
  Watch watch;
  CHECK(watch.see(120s, [](unsigned n) { return room(n, 1, 1); }) == kNothing);
  // One sample of all differs: it is no frozen camera.
  Watch faint;
  CHECK(faint.see(120s, [](unsigned n) {
    Picture picture = room(1, 1, 0);
    picture.at(n % kWidth, n % kHeight) ^= 1;
    return picture;
  }) == kNothing);
}

void slidesAreNotFrozen() {
  const auto slides = [](unsigned n) { return room(n / 80, 1, 0); };
  for (const PictureKind kind : {PictureKind::Screen, PictureKind::Film, PictureKind::Room}) {
    Watch watch;
    CHECK(watch.see(200s, slides, kind) == kNothing);
  }
}

void aDarkSlideIsNoDarkRoom() {
  Watch watch;
  CHECK(watch.see(60s, [](unsigned n) { return room(n, 0.09, 0); }, PictureKind::Screen) == kNothing);
  CHECK((
      watch.see(60s, [](unsigned n) { return room(n, 0, 0); }, PictureKind::Screen) == PictureFindings{.black = true}));
}

void whatACableBringsIsAScreen() {
  using enum SourceState;
  CHECK(pictureKind(Running, SourceKind::Auto, SignalState::Good) == PictureKind::Screen);
  CHECK(pictureKind(Running, SourceKind::Usb, SignalState::NotTold) == PictureKind::Room);
  CHECK(pictureKind(Running, SourceKind::File, SignalState::NotTold) == PictureKind::Film);
  CHECK(pictureKind(Running, SourceKind::Generated, SignalState::NotTold) == PictureKind::None);
  for (const SourceState state : {Starting, Replaced}) {
    CHECK(pictureKind(state, SourceKind::Auto, SignalState::NotTold) == PictureKind::None);
  }
}

void aSlateIsNotJudged() {
  Watch watch;
  watch.see(40s, [](unsigned n) { return room(n); });
  CHECK(watch.see(60s, [](unsigned) { return room(1, 0, 0); }, PictureKind::None) == kNothing);
  // What was before it counts no more.
  CHECK(watch.see(60s, [](unsigned) { return room(1); }) == kNothing);
}

void fullRangeIsMeasuredAsSuch() {
  Picture picture;
  std::ranges::fill(picture.luma, std::uint8_t{16});
  const LumaView full{picture.luma, kWidth, kHeight, kWidth, 0, 255};
  CHECK(measurePicture(full).brightness > 0.06);
  CHECK_EQ(0.0, picture.measure().brightness);
}

void aRowsPaddingCountsForNothing() {
  const Picture picture = room(1);
  constexpr std::size_t kStride = kWidth + 64;
  std::vector<std::uint8_t> padded(kStride * kHeight, 77);
  for (std::size_t y = 0; y < kHeight; ++y) {
    std::copy_n(picture.luma.begin() + static_cast<std::ptrdiff_t>(y * kWidth), kWidth,
                padded.begin() + static_cast<std::ptrdiff_t>(y * kStride));
  }
  const PictureMeasure a = picture.measure();
  const PictureMeasure b = measurePicture({padded, kWidth, kHeight, kStride});
  CHECK_EQ(a.fingerprint, b.fingerprint);
  CHECK_EQ(a.sharpness, b.sharpness);
  CHECK_EQ(a.brightness, b.brightness);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aRoomIsInOrder), TEST(aCapOnTheLensIsBlackAndNothingElse),
                             TEST(aRoomWithoutLightIsDark), TEST(aLensOutOfFocusIsBlurred),
                             TEST(anEmptyWallIsNotBlurred), TEST(aFrozenCameraIsTold),
                             TEST(aPictureThatStandsStillIsNotFrozen), TEST(slidesAreNotFrozen),
                             TEST(aDarkSlideIsNoDarkRoom), TEST(whatACableBringsIsAScreen), TEST(aSlateIsNotJudged),
                             TEST(fullRangeIsMeasuredAsSuch), TEST(aRowsPaddingCountsForNothing)});
}
