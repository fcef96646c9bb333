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

void nothingWaitsBeforeTheLinkIsKnown() {
  PicturePace pace;
  pace.begin(kMessage, PicturePace::Time{1h});
  pace.count(kMessage, PicturePace::Time{1h});
  CHECK(pace.isDue(PicturePace::Time{1h}));
  pace.follow(kLink, false);
  pace.count(kMessage, PicturePace::Time{1h});
  CHECK(!pace.isDue(PicturePace::Time{1h}));
}

// How long it takes to hand over a picture of so many messages; the thread wakes each so often.
std::chrono::milliseconds timeOf(std::size_t messages, std::chrono::milliseconds wakes = 1ms) {
  PicturePace pace;
  pace.followAll(kLink);
  PicturePace::Time now{1h};
  pace.begin(messages * kMessage, now);
  for (std::size_t given = 0; given < messages; now += wakes) {
    for (; given < messages && pace.isDue(now); ++given) pace.count(kMessage, now);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(now - PicturePace::Time{1h});
}

// Four messages are 40 kbit, 80 ms of 500 kb/s; the last one goes when the three before it have had their time.
void whereAllIsCarriedAnIdrPictureIsSpreadAndNotLate() {
  CHECK(timeOf(1) < 3ms);
  CHECK(timeOf(4) > 50ms);
  CHECK(timeOf(4) < 70ms);
  for (const std::size_t messages : {8, 100, 400}) {
    CHECK(timeOf(messages) > 70ms);
    CHECK(timeOf(messages) <= 105ms);
    CHECK(timeOf(messages, 50ms) <= 150ms);
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(soundAndPictureTogetherAreAllThatIsHandedOver), TEST(aStillIsSpreadOverItsTime),
                             TEST(nothingWaitsBeforeTheLinkIsKnown),
                             TEST(whereAllIsCarriedAnIdrPictureIsSpreadAndNotLate)});
}
