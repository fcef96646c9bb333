// SPDX-License-Identifier: Apache-2.0
// When the recording has an encoder of its own.
#include "daemon/media/record/full_picture_rule.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

struct Bed {
  FullPictureRule rule;
  MediaTime now = 1000s;
  FullPictureRule::View view;

  bool after(MediaTime time) {
    now += time;
    return rule.judge(view, now);
  }
  // Seen all that time, ten times a second.
  bool during(MediaTime time) {
    for (const MediaTime until = now + time; now < until;) (void)after(100ms);
    return rule.own();
  }
};

void aPictureAsPlannedNeedsOneEncoder() {
  Bed bed;
  CHECK(!bed.during(60s));
  bed.view.share = 0.81;
  CHECK(!bed.during(60s));
  bed.view.refused = 1000;
  CHECK(!bed.during(60s));
}

void fewerBitsAndFewerPicturesAreBothLess() {
  Bed bits;
  bits.view.share = 0.79;
  CHECK(bits.after(0s));
  Bed pictures;
  pictures.view.whole = false;
  CHECK(pictures.after(0s));
}

void itStaysUntilAllHasBeenBackForSeconds() {
  Bed bed;
  bed.view.share = 0.5;
  CHECK(bed.during(100s));
  bed.view.share = 0.94;
  CHECK(bed.during(100s));
  bed.view.share = 1;
  CHECK(bed.during(2900ms));
  bed.view.whole = false;
  CHECK(bed.after(100ms));
  bed.view.whole = true;
  CHECK(bed.during(2900ms));
  CHECK(!bed.during(300ms));
  bed.view.share = 0.7;
  CHECK(bed.after(100ms));
  CHECK(bed.during(10s));
}

void aMachineThatIsTooSlowForTwoDoesTheStreamAlone() {
  Bed bed;
  bed.view = {.whole = false, .share = 0.1, .refused = 500};
  CHECK(bed.during(5s));
  // Now and then one: that happens.
  for (int i = 0; i < 20; ++i) {
    bed.view.refused += 20;
    CHECK(bed.during(10'100ms));
  }
  bed.view.refused += 29;
  CHECK(bed.after(100ms));
  bed.view.refused += 30;
  CHECK(!bed.after(100ms));
  CHECK(!bed.during(299s));
  CHECK(bed.during(2s));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aPictureAsPlannedNeedsOneEncoder), TEST(fewerBitsAndFewerPicturesAreBothLess),
                             TEST(itStaysUntilAllHasBeenBackForSeconds),
                             TEST(aMachineThatIsTooSlowForTwoDoesTheStreamAlone)});
}
