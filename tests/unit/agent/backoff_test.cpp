// SPDX-License-Identifier: Apache-2.0
// Full jitter between zero and a bound that grows, small in the first minute.
#include "daemon/agent/backoff.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;

namespace {

constexpr double kAlmostOne = 0.999999;

void theBoundDoublesUpToTwoSeconds() {
  const FakeClock clock;
  Backoff backoff{clock, fixedRandom(kAlmostOne)};
  for (const auto bound : {250ms, 500ms, 1000ms, 2000ms, 2000ms, 2000ms}) {
    const auto delay = backoff.failed();
    CHECK(delay <= bound);
    CHECK(delay >= bound - 1ms);
  }
}

void itJittersDownToZero() {
  const FakeClock clock;
  Backoff backoff{clock, fixedRandom(0)};
  for (int i = 0; i < 5; ++i) CHECK(backoff.failed() == 0ms);
}

void afterAMinuteItGrowsToThirtySeconds() {
  FakeClock clock;
  Backoff backoff{clock, fixedRandom(kAlmostOne)};
  for (int i = 0; i < 10; ++i) CHECK(backoff.failed() <= 2s);
  clock.advance(60s);
  CHECK(backoff.failed() > 29s);
  for (int i = 0; i < 100; ++i) CHECK(backoff.failed() <= 30s);
}

void successStartsAfresh() {
  FakeClock clock;
  Backoff backoff{clock, fixedRandom(kAlmostOne)};
  for (int i = 0; i < 10; ++i) CHECK(backoff.failed() > 0ms);
  clock.advance(120s);
  backoff.succeeded();
  CHECK(backoff.failed() <= 250ms);
}

void aRetryAfterIsWaitedForInFullWithJitterOnTop() {
  const FakeClock clock;
  Backoff least{clock, fixedRandom(0)};
  CHECK(least.failed(7s) == 7s);
  Backoff most{clock, fixedRandom(kAlmostOne)};
  const auto delay = most.failed(7s);
  CHECK(delay > 7s);
  CHECK(delay <= 7250ms);
}

void anAbsurdRetryAfterIsCapped() {
  const FakeClock clock;
  Backoff backoff{clock, fixedRandom(0)};
  CHECK(backoff.failed(1'000'000s) == kLongestRetryAfter);
}

void theSystemsRandomIsInItsRange() {
  const Random random = systemRandom();
  double least = 1;
  double most = 0;
  for (int i = 0; i < 1000; ++i) {
    const double value = random();
    least = std::min(least, value);
    most = std::max(most, value);
  }
  CHECK(least >= 0);
  CHECK(most < 1);
  CHECK(most - least > 0.5);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theBoundDoublesUpToTwoSeconds), TEST(itJittersDownToZero),
                             TEST(afterAMinuteItGrowsToThirtySeconds), TEST(successStartsAfresh),
                             TEST(aRetryAfterIsWaitedForInFullWithJitterOnTop), TEST(anAbsurdRetryAfterIsCapped),
                             TEST(theSystemsRandomIsInItsRange)});
}
