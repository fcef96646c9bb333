// SPDX-License-Identifier: Apache-2.0
// The encoders' promises: whole units, IDR pictures when they are due, rates that change while running.
#include <algorithm>
#include <mutex>
#include <random>
#include <vector>

#include "daemon/media/encode/sound_pipeline.h"
#include "daemon/media/encode/video_pipeline.h"
#include "daemon/media/guard/slate.h"
#include "daemon/media/guard/video_guard.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr PictureFormat kSmall{160, 96, 30};

struct Kept {
  UnitKind kind = UnitKind::Video;
  bool keyframe = false;
  std::uint32_t channels = 1;
  std::chrono::nanoseconds pts{};
  std::vector<std::uint8_t> bytes;
};

class Shelf final : public UnitSink {
 public:
  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    kept_.push_back({unit.kind, unit.keyframe, unit.channels, unit.pts, {unit.bytes.begin(), unit.bytes.end()}});
  }
  [[nodiscard]] std::vector<Kept> all() {
    const std::lock_guard lock(mutex_);
    return kept_;
  }

 private:
  std::mutex mutex_;
  std::vector<Kept> kept_;
};

// Types of the NAL units of an Annex B access unit.
std::vector<int> nalTypes(const std::vector<std::uint8_t>& unit) {
  std::vector<int> types;
  for (std::size_t i = 0; i + 3 < unit.size(); ++i) {
    if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) types.push_back(unit[i + 3] & 0x1F);
  }
  return types;
}

struct VideoBed {
  Shelf shelf;
  EncodeMeter meter;
  std::minstd_rand random{1};
  int pushed = 0;
  std::unique_ptr<VideoPipeline> video;

  explicit VideoBed(std::uint32_t kbps) {
    video = NEED(VideoPipeline::create({kSmall, kbps, 2}, {.sink = shelf, .meter = meter, .failed = {}}));
  }

  // Noise, so that every bit of the rate is used; each picture is waited for.
  void push(int count) {
    const CapsPtr caps = encoderCaps(nullptr, kSmall);
    for (int i = 0; i < count; ++i) {
      BufferPtr picture = darkPicture(kSmall);
      std::vector<std::uint8_t> noise(std::size_t{kSmall.width} * kSmall.height);
      std::ranges::generate(noise, [&] { return static_cast<std::uint8_t>(random() >> 8); });
      gst_buffer_fill(picture.get(), 0, noise.data(), noise.size());
      GST_BUFFER_PTS(picture.get()) = static_cast<GstClockTime>(1'000'000'000 + pushed * 33'333'333LL);
      video->push(std::move(picture), caps.get());
      ++pushed;
      CHECK(waitFor(10s, [&] { return meter.units == static_cast<std::uint64_t>(pushed); }));
    }
  }
};

void eachPictureComesOutAtOnceAndWhole() {
  VideoBed bed(500);
  bed.push(61);
  const auto units = bed.shelf.all();
  CHECK_EQ(std::size_t{61}, units.size());
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto types = nalTypes(units[i].bytes);
    CHECK_EQ(9, types.front());
    CHECK_EQ(i % 60 == 0, units[i].keyframe);
    CHECK_EQ(units[i].keyframe, std::ranges::count(types, 5) == 1);
    CHECK_EQ(units[i].keyframe, std::ranges::count(types, 7) == 1 && std::ranges::count(types, 8) == 1);
    CHECK(units[i].pts == 1s + static_cast<int>(i) * 33'333'333ns);
  }
}

void anIdrPictureComesWhenAsked() {
  VideoBed bed(500);
  bed.push(10);
  bed.video->requestKeyframe();
  bed.push(2);
  const auto units = bed.shelf.all();
  CHECK(units[10].keyframe);
  CHECK(!units[11].keyframe);
  CHECK_EQ(std::uint64_t{2}, bed.meter.keyframes.load());
}

void theRateFollowsWithoutANewBeginning() {
  VideoBed bed(1200);
  bed.push(60);
  const std::uint64_t high = bed.meter.bytes;
  bed.video->setBitrate(300);
  bed.push(30);
  const std::uint64_t settled = bed.meter.bytes;
  bed.push(30);
  const std::uint64_t low = bed.meter.bytes - settled;
  CHECK(low * 2 < high / 2);
  CHECK_EQ(std::uint64_t{2}, bed.meter.keyframes.load());
}

void moreThreadsOnlyForLargerPictures() {
  CHECK_EQ(1U, x264Threads({640, 360, 30}, 8));
  CHECK_EQ(1U, x264Threads({1280, 720, 30}, 8));
  CHECK_EQ(2U, x264Threads({1280, 720, 60}, 8));
  CHECK_EQ(2U, x264Threads({1920, 1080, 30}, 8));
  CHECK_EQ(2U, x264Threads({3840, 2160, 60}, 2));
  CHECK_EQ(1U, x264Threads({3840, 2160, 60}, 0));
}

void soundComesInPacketsOfTwentyMilliseconds() {
  for (const std::uint32_t channels : {1U, 2U}) {
    Shelf shelf;
    EncodeMeter meter;
    auto sound = NEED(SoundPipeline::create(channels, {.sink = shelf, .meter = meter, .failed = {}}));
    CHECK_EQ(channels, sound->channels());
    sound->setBitrate(32);
    sound->setExpectedLoss(10);
    std::vector<std::int16_t> block(std::size_t{kSoundBlock} * channels);
    std::minstd_rand random(1);
    for (int i = 0; i < 50; ++i) {
      std::ranges::generate(block, [&] { return static_cast<std::int16_t>(random() >> 18); });
      sound->push(1s + i * 20ms, block);
      CHECK(waitFor(10s, [&] { return meter.units >= static_cast<std::uint64_t>(i); }));
    }
    const auto units = shelf.all();
    CHECK(units.size() >= 49);
    // The encoder looks 6.5 ms ahead: all packets but the first are stamped that much earlier than the block.
    for (std::size_t i = 2; i < units.size(); ++i) {
      CHECK(units[i].kind == UnitKind::Sound);
      CHECK_EQ(channels, units[i].channels);
      CHECK_EQ(20'000'000, (units[i].pts - units[i - 1].pts).count());
    }
    const double kbps = static_cast<double>(meter.bytes) * 8 / (0.02 * static_cast<double>(units.size())) / 1000;
    CHECK(kbps > 15 && kbps < 48);
  }
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(eachPictureComesOutAtOnceAndWhole), TEST(anIdrPictureComesWhenAsked),
                             TEST(theRateFollowsWithoutANewBeginning), TEST(moreThreadsOnlyForLargerPictures),
                             TEST(soundComesInPacketsOfTwentyMilliseconds)});
}
