// SPDX-License-Identifier: Apache-2.0
// How fast a picture goes over a line that is known to be full.
#include "daemon/media/uplink/picture_pace.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr std::size_t kMessage = 1250;  // bytes: 10 kbit
constexpr double kLink = 200;           // kb/s

// Bytes of a large picture that are handed over in ten seconds, beside so much sound each 50 ms, all in kb/s.
double handedOver(PicturePace pace, std::size_t sound) {
  double bytes = 0;
  PicturePace::Time now{1h};
  for (int ms = 0; ms < 10'000; ++ms, now += 1ms) {
    if (ms % 50 == 0) {
      pace.count(sound, now);
      bytes += static_cast<double>(sound);
    }
    while (pace.isDue(now)) {
      pace.count(kMessage, now);
      bytes += kMessage;
    }
  }
  return bytes * 8 / 10'000;
}

void soundAndPictureTogetherAreAllThatIsHandedOver() {
  PicturePace pace;
  pace.follow(kLink, false);
  for (const std::size_t sound : {0, 250, 500}) {
    const double kbps = handedOver(pace, sound);
    CHECK(kbps > 1.13 * kLink);
    CHECK(kbps < 1.17 * kLink);
  }
}

void aStillIsSpreadOverItsTime() {
  PicturePace pace;
  pace.follow(kLink, true);
  const double kbps = handedOver(pace, 250);
  CHECK(kbps > 1.03 * kLink);
  CHECK(kbps < 1.07 * kLink);
}

// For a second or two after a fall the sound is still as it was before: more than the line carries.
void soundThatIsTooMuchHoldsThePictureBackForAMoment() {
  PicturePace pace;
  pace.follow(kLink, false);
  PicturePace::Time now{1h};
  for (int block = 0; block < 100; ++block, now += 20ms) pace.count(3 * kMessage / 4, now);
  pace.follow(5 * kLink, false);
  CHECK(pace.isDue(now + 300ms));
}

void nothingWaitsWhereAllIsCarried() {
  PicturePace pace;
  CHECK(pace.isDue(PicturePace::Time{1h}));
  pace.follow(kLink, false);
  pace.count(kMessage, PicturePace::Time{1h});
  CHECK(!pace.isDue(PicturePace::Time{1h}));
  pace.stop();
  CHECK(pace.isDue(PicturePace::Time{1h}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(soundAndPictureTogetherAreAllThatIsHandedOver), TEST(aStillIsSpreadOverItsTime),
                             TEST(soundThatIsTooMuchHoldsThePictureBackForAMoment),
                             TEST(nothingWaitsWhereAllIsCarried)});
}
