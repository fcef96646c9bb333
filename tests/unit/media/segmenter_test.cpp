// SPDX-License-Identifier: Apache-2.0
// Segments begin where a decoder can.
#include "daemon/media/record/segmenter.h"

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau::media;
using namespace std::chrono_literals;

EncodedUnit picture(std::chrono::nanoseconds pts, bool keyframe) {
  return {.kind = UnitKind::Video, .keyframe = keyframe, .channels = 1, .pts = pts, .bytes = {}};
}
EncodedUnit sound(std::chrono::nanoseconds pts) {
  return {.kind = UnitKind::Sound, .keyframe = false, .channels = 1, .pts = pts, .bytes = {}};
}

void aSegmentIsTenSecondsAndUpToTheNextIdrPicture() {
  Segmenter segmenter;
  CHECK(segmenter.begins(picture(1s, true)));
  CHECK(!segmenter.begins(sound(1s)));
  CHECK(!segmenter.begins(picture(7s, true)));
  CHECK(!segmenter.begins(picture(11s, false)));
  CHECK(!segmenter.begins(sound(11s)));
  CHECK(segmenter.begins(picture(13s, true)));
  CHECK(!segmenter.begins(picture(20s, true)));
  CHECK(segmenter.begins(picture(23s, true)));
}

void soundThatIsAloneBeginsSegmentsToo() {
  Segmenter segmenter;
  CHECK(segmenter.begins(picture(1s, true)));
  CHECK(!segmenter.begins(picture(5s, false)));
  CHECK(!segmenter.begins(sound(11s)));
  CHECK(segmenter.begins(sound(15s)));
  CHECK(!segmenter.begins(sound(24s)));
  CHECK(segmenter.begins(sound(25s)));
  // Pictures are back.
  CHECK(!segmenter.begins(picture(26s, true)));
  CHECK(!segmenter.begins(sound(35s)));
  CHECK(segmenter.begins(picture(36s, true)));
}

void afterAPauseTheNextUnitIsTheFirst() {
  Segmenter segmenter;
  CHECK(segmenter.begins(picture(1s, true)));
  segmenter.reset();
  CHECK(segmenter.begins(sound(2s)));
  CHECK(!segmenter.begins(sound(11s)));
  CHECK(segmenter.begins(sound(12s)));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aSegmentIsTenSecondsAndUpToTheNextIdrPicture),
                             TEST(soundThatIsAloneBeginsSegmentsToo), TEST(afterAPauseTheNextUnitIsTheFirst)});
}
