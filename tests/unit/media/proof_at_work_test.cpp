// SPDX-License-Identifier: Apache-2.0
// What software's work says of it: figures, and when they are taken.
#include "daemon/media/encode/proof_at_work.h"

#include "daemon/media/encode/proof_pictures.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr PictureFormat kPicture{64, 36, 30};
constexpr MediaTime kSlot = 33'333'333ns;

struct Bed {
  ProofAtWork proof{kPicture};
  ProofPictures pictures{kPicture};
  MediaTime now = 1000s;
  std::uint32_t number = 0;

  // Pictures as a camera gives them, whose units come so late.
  void goOn(std::uint32_t count, MediaTime late) {
    for (std::uint32_t i = 0; i < count; ++i, now += kSlot) {
      const BufferPtr picture = pictures.make(number++);
      proof.pushing(picture.get(), now);
      unit(picture, now + late);
    }
  }
  void unit(const BufferPtr& picture, MediaTime at) {
    const std::uint8_t byte = 0;
    proof.came({.kind = UnitKind::Video,
                .keyframe = false,
                .pts = std::chrono::nanoseconds(static_cast<std::int64_t>(GST_BUFFER_PTS(picture.get()))),
                .bytes = {&byte, 1}},
               at);
  }
  auto conclude() { return proof.conclude(kPicture.fps, now); }
};

void thirtyPicturesAreEnoughForAGoodOne() {
  Bed bed;
  bed.goOn(29, 10ms);
  CHECK(!bed.conclude());
  bed.goOn(1, 10ms);
  const auto concluded = bed.conclude();
  CHECK(concluded.has_value());
  CHECK(!verdict(concluded->proof, kPicture.fps));
  CHECK(concluded->proof.latency == 10ms);
  CHECK(concluded->proof.pictures_per_second > 99 && concluded->proof.pictures_per_second < 101);
  CHECK(concluded->proof.took == 30 * kSlot);
  CHECK_EQ(std::size_t{30}, concluded->units.size());
  CHECK_EQ(std::size_t{30}, concluded->expected.times.size());
  CHECK_EQ(std::size_t{30}, concluded->expected.points.size());
  bed.goOn(200, 10ms);
  CHECK(!bed.conclude());
}

// As when the whole box starts: it is not held against it.
void aBusyMachineAtTheStartIsNoFault() {
  Bed bed;
  bed.goOn(60, 32ms + 20ms);
  CHECK(!bed.conclude());
  bed.goOn(30, 12ms);
  const auto concluded = bed.conclude();
  CHECK(concluded && !verdict(concluded->proof, kPicture.fps));
  // The first ones are what is looked at.
  CHECK_EQ(std::size_t{30}, concluded->units.size());
  CHECK(concluded->units.front().pts == 0ns);
}

// 20 of 30 a second; what it does not take is dropped.
void oneThatIsTooSlowIsFound() {
  Bed bed;
  for (std::uint32_t i = 0; i < 150; ++i) {
    CHECK(!bed.conclude());
    const BufferPtr picture = bed.pictures.make(bed.number++);
    bed.proof.pushing(picture.get(), bed.now);
    const BufferPtr dropped = bed.pictures.make(bed.number++);
    bed.proof.pushing(dropped.get(), bed.now + kSlot);
    bed.proof.refused();
    bed.now += 50ms;
    bed.unit(picture, bed.now);
  }
  const auto concluded = bed.conclude();
  CHECK(concluded.has_value());
  const auto fault = verdict(concluded->proof, kPicture.fps);
  CHECK(fault && fault->reason == PassedOver::TooSlow);
  // A dropped picture is none that a unit is missing for.
  for (std::size_t i = 0; i < concluded->units.size(); ++i) {
    CHECK(concluded->units[i].pts == concluded->expected.times[i]);
  }
}

// Fast, and two pictures late.
void oneThatHoldsPicturesBackIsFound() {
  Bed bed;
  std::vector<BufferPtr> held;
  for (std::uint32_t i = 0; i < 152; ++i, bed.now += kSlot) {
    held.push_back(bed.pictures.make(bed.number++));
    bed.proof.pushing(held.back().get(), bed.now);
    if (i >= 2) bed.unit(held[i - 2], bed.now + 5ms);
  }
  const auto concluded = bed.conclude();
  CHECK(concluded.has_value());
  CHECK(verdict(concluded->proof, kPicture.fps).has_value());
  CHECK(concluded->proof.latency > 2 * kSlot);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(thirtyPicturesAreEnoughForAGoodOne), TEST(aBusyMachineAtTheStartIsNoFault),
                             TEST(oneThatIsTooSlowIsFound), TEST(oneThatHoldsPicturesBackIsFound)});
}
