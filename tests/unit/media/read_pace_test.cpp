// SPDX-License-Identifier: Apache-2.0
// What a failing card gives is not taken for sound.
#include "daemon/media/capture/read_pace.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;
using enum ReadPace::Verdict;

constexpr MediaTime kPeriod = 10ms;

void soundIsSoundHoweverLateItIsRead() {
  ReadPace pace;
  MediaTime now = 100s;
  for (int i = 0; i < 1000; ++i) {
    // Every second the machine is busy for 90 ms, and nine periods come at once.
    now += i % 100 == 0 ? 100ms : i % 100 < 10 ? 0ms : 10ms;
    CHECK(pace.judge(now, kPeriod) == Good);
  }
}

void aCardThatHasStoppedIsNotHeard() {
  ReadPace pace;
  MediaTime now = 100s;
  for (int i = 0; i < 100; ++i) CHECK(pace.judge(now += 10ms, kPeriod) == Good);
  for (int i = 0; i < 50; ++i) CHECK_EQ(i >= 2, pace.judge(now += 100ms, kPeriod) == Stopped);
  // It goes on: its first sound is heard.
  now += 100ms;
  (void)pace.judge(now, kPeriod);
  CHECK(pace.judge(now += 10ms, kPeriod) == Good);
}

void aCardWhoseReadsAllFailIsGivenUp() {
  ReadPace pace;
  MediaTime now = 100s;
  int racing = 0;
  for (int i = 0; i < 100'000; ++i) racing += pace.judge(now += 20us, kPeriod) == Racing;
  // Said once a second, and nothing of it is heard after the first moment.
  CHECK_EQ(2, racing);
  CHECK(pace.judge(now, kPeriod) == Stopped);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(soundIsSoundHoweverLateItIsRead), TEST(aCardThatHasStoppedIsNotHeard),
                             TEST(aCardWhoseReadsAllFailIsGivenUp)});
}
