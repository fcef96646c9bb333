// SPDX-License-Identifier: Apache-2.0
// What Opus prepares for, on lines that lose more and less.
#include "daemon/media/uplink/expected_loss.h"

#include <cmath>

#include "daemon/media/uplink/residual_loss.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

struct Bed {
  ExpectedLoss rule;
  MediaTime now = 1000s;
  std::uint32_t highest = 0;

  // Missing all that time, in percent of the packets; asked each second.
  std::uint32_t during(MediaTime time, double percent) {
    for (const MediaTime until = now + time; now < until;) {
      now += 1s;
      highest = std::max(highest, rule.follow(percent / 100, now));
    }
    return rule.percent();
  }
};

bool isAbout(double wanted, double found) { return std::abs(wanted - found) < 1e-9; }

// Each repeat that there is time for fails as often as it or its report is lost.
void repeatsLeaveLittle() {
  CHECK(isAbout(0.1, residualLoss(0.1, 100, 90)));
  CHECK(isAbout(0.019, residualLoss(0.1, 100, 120)));
  CHECK(isAbout(0.019, residualLoss(0.1, 200, 300)));
  CHECK(isAbout(0.3 * 0.51 * 0.51 * 0.51, residualLoss(0.3, 40, 160)));
  CHECK(residualLoss(0.1, 20, 120) < 1e-4);
  CHECK_EQ(0.0, residualLoss(0, 200, 120));
  CHECK_EQ(0.0, residualLoss(0.5, 0, 120));  // not known yet
}

void aLineThatIsRepairedChangesNothing() {
  Bed bed;
  CHECK_EQ(0U, bed.during(60s, 100 * residualLoss(0.1, 40, 160)));
  CHECK_EQ(0U, bed.during(60s, 0.4));
  CHECK_EQ(0U, bed.highest);
}

void theStepCoversWhatIsMissing() {
  for (const auto& [missing, step] : {std::pair{1.0, 5U}, {4.0, 5U}, {6.0, 10U}, {9.0, 10U}, {12.0, 20U}, {60.0, 20U}})
    CHECK_EQ(step, Bed{}.during(20s, missing));
}

void moreIsKnownWithinSeconds() {
  Bed bed;
  CHECK_EQ(0U, bed.during(60s, 0));
  CHECK_EQ(5U, bed.during(2s, 3));
  CHECK_EQ(20U, bed.during(4s, 20));
}

void aSecondOfLossIsNotTheLine() {
  Bed bed;
  (void)bed.during(60s, 0);
  (void)bed.during(1s, 1.5);
  CHECK_EQ(0U, bed.during(60s, 0));
  CHECK_EQ(0U, bed.highest);
}

void lessIsBelievedAfterAWhile() {
  Bed bed;
  CHECK_EQ(20U, bed.during(10s, 20));
  CHECK_EQ(20U, bed.during(20s, 2));
  CHECK_EQ(10U, bed.during(10s, 2));  // what those twenty seconds needed
  CHECK_EQ(5U, bed.during(20s, 2));
  // As long as it comes back now and then, it stays.
  for (int i = 0; i < 10; ++i) {
    (void)bed.during(3s, 3);
    CHECK_EQ(5U, bed.during(12s, 0));
  }
  CHECK_EQ(0U, bed.during(40s, 0));
}

// Around the border of a step nothing goes up and down.
void aStepIsKeptAtItsBorder() {
  Bed bed;
  CHECK_EQ(10U, bed.during(20s, 5.5));
  for (int i = 0; i < 60; ++i) {
    CHECK_EQ(10U, bed.during(1s, 4));
    CHECK_EQ(10U, bed.during(1s, 6));
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(repeatsLeaveLittle), TEST(aLineThatIsRepairedChangesNothing),
                             TEST(theStepCoversWhatIsMissing), TEST(moreIsKnownWithinSeconds),
                             TEST(aSecondOfLossIsNotTheLine), TEST(lessIsBelievedAfterAWhile),
                             TEST(aStepIsKeptAtItsBorder)});
}
