// SPDX-License-Identifier: Apache-2.0
// An encoder is taken for stalled when it has earned it, and only then.
#include "daemon/media/encode/stall_watch.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using diemcau::media::StallWatch;

void picturesInAndNoneOutIsAStall() {
  StallWatch watch(4);
  CHECK(!watch.look(8, 8));
  for (int i = 1; i <= 3; ++i) CHECK(!watch.look(8 + static_cast<std::uint64_t>(i) * 7, 8));
  CHECK(watch.look(36, 8));
}

void fromTheBeginningToo() {
  StallWatch watch(4);
  CHECK(!watch.look(0, 0));
  for (int i = 0; i < 3; ++i) CHECK(!watch.look(10, 0));
  CHECK(watch.look(10, 0));
}

void noPicturesInIsNone() {
  StallWatch watch(4);
  CHECK(!watch.look(30, 30));
  for (int i = 0; i < 100; ++i) CHECK(!watch.look(30, 30));
  // The one that is on its way.
  for (int i = 0; i < 100; ++i) CHECK(!watch.look(31, 30));
}

void aLateEncoderIsNone() {
  StallWatch watch(4);
  for (std::uint64_t i = 0; i < 100; ++i) CHECK(!watch.look(5 + i * 2, i / 3));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(picturesInAndNoneOutIsAStall), TEST(fromTheBeginningToo), TEST(noPicturesInIsNone),
                             TEST(aLateEncoderIsNone)});
}
