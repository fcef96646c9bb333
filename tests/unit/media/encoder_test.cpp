// SPDX-License-Identifier: Apache-2.0
// The encoders' promises: whole units, IDR pictures when they are due, rates that change while running.
#include <algorithm>
#include <cmath>
#include <mutex>
#include <numbers>
#include <random>
#include <stop_token>
#include <thread>
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
  // Of the last unit; 0: there is none.
  [[nodiscard]] std::chrono::nanoseconds last() {
    const std::lock_guard lock(mutex_);
    return kept_.empty() ? 0ns : kept_.back().pts;
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
  std::chrono::nanoseconds at = 2s;
  std::unique_ptr<VideoPipeline> video;

  VideoBed(const VideoEncoderBackend& backend, std::uint32_t kbps) {
    video = NEED(VideoPipeline::create(NEED(backend.create({kSmall, kbps, 2})), 2s,
                                       {.sink = shelf, .meter = meter, .failed = {}}));
  }

  // Noise, so that every bit of the rate is used, but not more than OpenH264 can quantise away at its coarsest;
  // each picture is waited for.
  void push(int count, std::uint32_t fps = kSmall.fps) {
    const CapsPtr caps = encoderCaps(nullptr, {kSmall.width, kSmall.height, fps});
    for (int i = 0; i < count; ++i) {
      BufferPtr picture = darkPicture(kSmall);
      std::vector<std::uint8_t> noise(std::size_t{kSmall.width} * kSmall.height);
      std::ranges::generate(noise, [&] { return static_cast<std::uint8_t>(96 + (random() >> 8) % 64); });
      gst_buffer_fill(picture.get(), 0, noise.data(), noise.size());
      GST_BUFFER_PTS(picture.get()) = static_cast<GstClockTime>(at.count());
      at += std::chrono::nanoseconds(1s) / fps;
      video->push(std::move(picture), caps.get());
      ++pushed;
      CHECK(waitFor(10s, [&] { return meter.units == static_cast<std::uint64_t>(pushed); }));
    }
  }
};

// What every encoder of the build root has to do.
const std::vector<VideoEncoderBackend>& encoders() {
  static const std::vector<VideoEncoderBackend> all = {x264Backend(), openH264Backend()};
  return all;
}

void eachPictureComesOutAtOnceAndWhole() {
  for (const auto& backend : encoders()) {
    VideoBed bed(backend, 500);
    bed.push(61);
    const auto units = bed.shelf.all();
    CHECK_EQ(std::size_t{61}, units.size());
    for (std::size_t i = 0; i < units.size(); ++i) {
      const auto types = nalTypes(units[i].bytes);
      CHECK_EQ(9, types.front());
      CHECK_EQ(i % 60 == 0, units[i].keyframe);
      CHECK_EQ(units[i].keyframe, std::ranges::count(types, 5) == 1);
      CHECK_EQ(units[i].keyframe, std::ranges::count(types, 7) == 1 && std::ranges::count(types, 8) == 1);
      CHECK(units[i].pts == 2s + static_cast<int>(i) * 33'333'333ns);
    }
  }
}

void anIdrPictureComesWhenAskedAndAtWholeIntervals() {
  for (const auto& backend : encoders()) {
    VideoBed bed(backend, 500);
    bed.push(10);
    bed.video->requestKeyframe();
    bed.push(61);
    const auto units = bed.shelf.all();
    for (std::size_t i = 0; i < units.size(); ++i) CHECK_EQ(i == 0 || i == 10 || i == 60, units[i].keyframe);
    bed.video->setKeyframeInterval(1s);
    bed.push(60);
    CHECK_EQ(std::uint64_t{4}, bed.meter.keyframes.load());
    bed.push(30);
    CHECK_EQ(std::uint64_t{5}, bed.meter.keyframes.load());
  }
}

// Whenever each of them began. One that was asked for just before a whole interval does for that one.
void twoEncodersHaveTheirIdrPicturesAtTheSameTimes() {
  VideoBed early(x264Backend(), 500);
  early.push(110);
  early.video->requestKeyframe();
  early.push(71);
  VideoBed late(x264Backend(), 500);
  late.at += 33 * 33'333'333ns;
  late.push(148);
  const auto keyframesOf = [](VideoBed& bed) {
    std::vector<long> pictures;
    for (const Kept& unit : bed.shelf.all()) {
      if (unit.keyframe) pictures.push_back(std::lround(static_cast<double>((unit.pts - 2s).count()) * 30 / 1e9));
    }
    return pictures;
  };
  CHECK((keyframesOf(early) == std::vector<long>{0, 60, 110, 180}));
  CHECK((keyframesOf(late) == std::vector<long>{33, 60, 120, 180}));
}

void theRateFollowsWithoutANewBeginning() {
  for (const auto& backend : encoders()) {
    VideoBed bed(backend, 1200);
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
}

void anotherFrameRateNeedsNoOtherEncoder() {
  for (const auto& backend : encoders()) {
    VideoBed bed(backend, 500);
    bed.push(30);
    CHECK(bed.video->takeRate({{kSmall.width, kSmall.height, 15}, 500, 2}));
    bed.push(45, 15);
    const auto units = bed.shelf.all();
    CHECK_EQ(std::size_t{75}, units.size());
    for (std::size_t i = 1; i < units.size(); ++i) {
      CHECK(units[i].pts - units[i - 1].pts > (i < 30 ? 33ms : 33'333'332ns));
    }
    // It begins anew at the new rate; the next is due two seconds after the first, which are other pictures now.
    for (std::size_t i = 0; i < units.size(); ++i) CHECK_EQ(i == 0 || i == 30 || i == 45, units[i].keyframe);
  }
}

void moreThreadsOnlyForLargerPictures() {
  CHECK_EQ(1U, encoderThreads({640, 360, 30}, 8));
  CHECK_EQ(1U, encoderThreads({1280, 720, 30}, 8));
  CHECK_EQ(2U, encoderThreads({1280, 720, 60}, 8));
  CHECK_EQ(2U, encoderThreads({1920, 1080, 30}, 8));
  CHECK_EQ(2U, encoderThreads({3840, 2160, 60}, 2));
  CHECK_EQ(1U, encoderThreads({3840, 2160, 60}, 0));
}

void soundComesInPacketsOfTwentyMilliseconds() {
  for (const std::uint32_t channels : {1U, 2U}) {
    Shelf shelf;
    EncodeMeter meter;
    auto sound = NEED(SoundPipeline::create(channels, {.sink = shelf, .meter = meter, .failed = {}}));
    CHECK_EQ(channels, sound->channels());
    sound->use({.bitrate_kbps = 32, .packet = 20ms, .expected_loss_percent = 10});
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

// Whether a packet of one frame carries the one before once more: the LBRR flag of SILK's header, behind the flag of
// voice activity of each of its 20 ms, for each channel (RFC 6716, 3.1, 4.2.3 and 4.2.4). CELT has none.
bool repeatsTheOneBefore(const std::vector<std::uint8_t>& packet) {
  constexpr unsigned kFirstOfCelt = 16;
  if (packet.size() < 2 || packet[0] >> 3U >= kFirstOfCelt || (packet[0] & 3U) != 0) return false;
  const bool stereo = (packet[0] & 4U) != 0;
  return (packet[1] & 0x40U) != 0 || (stereo && (packet[1] & 0x10U) != 0);
}

// Of a second of something like speech: a voice of 140 Hz in syllables.
std::size_t packetsThatRepeat(std::uint32_t expected_loss_percent) {
  Shelf shelf;
  EncodeMeter meter;
  auto sound = NEED(SoundPipeline::create(1, {.sink = shelf, .meter = meter, .failed = {}}));
  sound->use({.bitrate_kbps = 24, .packet = 20ms, .expected_loss_percent = expected_loss_percent});
  std::vector<std::int16_t> block(kSoundBlock);
  int sample = 0;
  for (int i = 0; i < 100; ++i) {
    std::ranges::generate(block, [&sample] {
      const double t = ++sample / 48'000.0;
      double voice = 0;
      for (int k = 1; k <= 20; ++k) voice += std::sin(2 * std::numbers::pi * 140 * k * t) / k;
      return static_cast<std::int16_t>(4'000 * voice * (1 + std::sin(2 * std::numbers::pi * 4 * t)));
    });
    sound->push(1s + i * 20ms, block);
    CHECK(waitFor(10s, [&] { return meter.units >= static_cast<std::uint64_t>(i); }));
  }
  const auto units = shelf.all();
  return static_cast<std::size_t>(
      std::ranges::count_if(units, [](const Kept& unit) { return repeatsTheOneBefore(unit.bytes); }));
}

void aPacketCarriesTheOneBeforeWhereSomeAreExpectedToBeLost() {
  CHECK_EQ(std::size_t{0}, packetsThatRepeat(0));
  CHECK(packetsThatRepeat(20) > 60);
}

// As many as the guard gives when it has been held up for the better part of a second.
void soundThatComesAllAtOnceIsNotThinnedOut() {
  constexpr int kBlocks = 40;
  Shelf shelf;
  EncodeMeter meter;
  auto sound = NEED(SoundPipeline::create(1, {.sink = shelf, .meter = meter, .failed = {}}));
  const std::vector<std::int16_t> block(kSoundBlock, 1000);
  for (int i = 0; i < kBlocks; ++i) sound->push(1s + i * 20ms, block);
  CHECK(waitFor(10s, [&] { return meter.units >= std::uint64_t{kBlocks - 1}; }));
  CHECK_EQ(std::uint64_t{0}, meter.refused.load());
  const auto units = shelf.all();
  for (std::size_t i = 2; i < units.size(); ++i) CHECK_EQ(20'000'000, (units[i].pts - units[i - 1].pts).count());
}

// Lean sound and back, without a hole and without another encoder.
void packetsBecomeLongerWhileTheSoundGoesOn() {
  Shelf shelf;
  EncodeMeter meter;
  auto sound = NEED(SoundPipeline::create(1, {.sink = shelf, .meter = meter, .failed = {}}));
  std::vector<std::int16_t> block(kSoundBlock);
  std::minstd_rand random(1);
  constexpr int kBlocks = 300;
  for (int i = 0; i < kBlocks; ++i) {
    const bool lean = i >= 100 && i < 200;
    if (i % 100 == 0)
      sound->use({.bitrate_kbps = lean ? 16U : 64U, .packet = lean ? 60ms : 20ms, .expected_loss_percent = 5});
    std::ranges::generate(block, [&] { return static_cast<std::int16_t>(random() >> 18); });
    sound->push(1s + i * 20ms, block);
    if (i % 3 == 2) CHECK(waitFor(10s, [&] { return shelf.last() >= 1s + (i - 6) * 20ms; }));
  }
  int lean = 0;
  const auto units = shelf.all();
  for (std::size_t i = 2; i < units.size(); ++i) {
    const auto gap = units[i].pts - units[i - 1].pts;
    CHECK(gap == 20ms || gap == 60ms);
    if (gap != 60ms) continue;
    ++lean;
    CHECK(units[i].bytes.size() < 184);
  }
  CHECK(lean >= 30 && lean <= 34);
  CHECK(units.back().pts >= 1s + (kBlocks - 7) * 20ms);
}

// Whenever it is asked for: another length of packets is for the next block.
void packetsChangeTheirLengthWhateverTheEncoderIsDoing() {
  Shelf shelf;
  EncodeMeter meter;
  auto sound = NEED(SoundPipeline::create(1, {.sink = shelf, .meter = meter, .failed = {}}));
  const std::vector<std::int16_t> block(kSoundBlock, 1000);
  const std::jthread changing([&](const std::stop_token& over) {
    for (int i = 0; !over.stop_requested(); ++i) {
      sound->use({.bitrate_kbps = 16, .packet = i % 2 == 0 ? 60ms : 20ms, .expected_loss_percent = 5});
      std::this_thread::yield();
    }
  });
  for (int i = 0; i < 600; ++i) {
    sound->push(2s + i * 20ms, block);
    if (i % 3 == 2) CHECK(waitFor(10s, [&] { return shelf.last() >= 2s + (i - 6) * 20ms; }));
  }
  CHECK_EQ(std::uint64_t{0}, meter.refused.load());
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST(eachPictureComesOutAtOnceAndWhole), TEST(anIdrPictureComesWhenAskedAndAtWholeIntervals),
       TEST(twoEncodersHaveTheirIdrPicturesAtTheSameTimes), TEST(theRateFollowsWithoutANewBeginning),
       TEST(anotherFrameRateNeedsNoOtherEncoder), TEST(moreThreadsOnlyForLargerPictures),
       TEST(soundComesInPacketsOfTwentyMilliseconds), TEST(aPacketCarriesTheOneBeforeWhereSomeAreExpectedToBeLost),
       TEST(soundThatComesAllAtOnceIsNotThinnedOut), TEST(packetsBecomeLongerWhileTheSoundGoesOn),
       TEST(packetsChangeTheirLengthWhateverTheEncoderIsDoing)});
}
