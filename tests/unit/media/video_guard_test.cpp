// SPDX-License-Identifier: Apache-2.0
// Exactly as many pictures as the timeline has, whatever the camera does.
#include "daemon/media/guard/video_guard.h"

#include <vector>

#include "daemon/media/guard/slate.h"
#include "daemon/media/slate/slate_clock.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kOrigin = 100s;
constexpr MediaTime kNow = 101s;
constexpr MediaTime kSlot = 33'333'334ns;
constexpr PictureFormat kSmall{64, 36, 30};

// 08:59:58 in the room.
class FakeClock final : public base::Clock {
 public:
  base::WallTime wall_now{std::chrono::sys_days{std::chrono::year{2022} / 7 / 15} + 1h + 59min + 58s};

  [[nodiscard]] base::BootTime boot() const override { return {}; }
  [[nodiscard]] base::WallTime wall() const override { return wall_now; }
};

// Black but for the first pixel and the clock, whose glyph n is all of luma for ink 10n.
std::unique_ptr<Slate> slateOf(std::uint8_t ink, const PictureFormat& format = kSmall) {
  std::vector<std::uint8_t> coverage(std::size_t{format.width} * format.height, 0);
  coverage.front() = ink;
  const std::size_t cell = slateClock(format.width, format.height).cellBytes();
  std::vector<std::uint8_t> glyphs;
  for (std::size_t n = 0; n < kClockGlyphs.size(); ++n) {
    glyphs.insert(glyphs.end(), cell, static_cast<std::uint8_t>(n * 10 + 5));
  }
  return std::make_unique<Slate>(format, coverage, glyphs);
}

// What the clock in a picture of slateOf() says.
std::string readClock(GstBuffer* picture, const PictureFormat& format = kSmall) {
  const SlateClock clock = slateClock(format.width, format.height);
  std::string text;
  for (std::uint32_t cell = 0; cell < kClockCells; ++cell) {
    std::uint8_t luma = 0;
    gst_buffer_extract(picture, clock.top * format.width + clock.left + cell * clock.cell_width, &luma, 1);
    const int ink = (luma - 28) * 255 / (220 - 28);
    text += kClockGlyphs[static_cast<std::size_t>(ink / 10)];
  }
  return text;
}

struct Bed {
  FakeClock clock;
  std::vector<std::string> clocks;  // of the slate, where there is one
  std::vector<GstClockTime> times;
  std::vector<std::uint8_t> lumas;  // of the first pixel
  std::vector<bool> live;           // it has just come from the camera
  std::vector<SourceState> states;
  std::string caps;
  bool reads_clock = false;
  VideoGuard guard{kOrigin,
                   clock,
                   {.picture = [this](BufferPtr picture, GstCaps* form) { take(std::move(picture), form); },
                    .changed = [this](SourceState state) { states.push_back(state); }}};

  Bed() { guard.setFormat(kSmall, kNow); }

  void take(BufferPtr picture, GstCaps* form) {
    times.push_back(GST_BUFFER_PTS(picture.get()));
    std::uint8_t luma = 0;
    gst_buffer_extract(picture.get(), 0, &luma, 1);
    lumas.push_back(luma);
    live.push_back(GST_BUFFER_FLAG_IS_SET(picture.get(), GST_BUFFER_FLAG_LIVE));
    if (reads_clock) clocks.push_back(readClock(picture.get()));
    char* text = gst_caps_to_string(form);
    caps = text;
    g_free(text);
  }

  void camera(MediaTime at, std::uint8_t luma, const PictureFormat& format = kSmall) {
    show(at, darkPicture(format), luma, format);
  }
  void show(MediaTime at, const BufferPtr& picture, std::uint8_t luma, const PictureFormat& format = kSmall) {
    gst_buffer_memset(picture.get(), 0, luma, 1);
    const CapsPtr form = encoderCaps(nullptr, format);
    const SamplePtr sample(gst_sample_new(picture.get(), form.get(), nullptr, nullptr));
    guard.add(sample.get(), at, at);
  }

  // Turns the guard's clock on, as its thread would.
  void turn(MediaTime from, MediaTime to) {
    for (MediaTime due = guard.tick(from); due <= to; due = guard.tick(due)) {
    }
  }

  [[nodiscard]] bool evenly() const {
    for (std::size_t i = 1; i < times.size(); ++i) {
      const GstClockTime step = times[i] - times[i - 1];
      if (step < 33'333'333 || step > 33'333'334) return false;
    }
    return true;
  }
};

void picturesGoThroughAtOnce() {
  Bed bed;
  for (int i = 0; i < 30; ++i) {
    bed.camera(kNow + i * kSlot, static_cast<std::uint8_t>(100 + i));
    CHECK_EQ(static_cast<std::size_t>(i + 1), bed.times.size());
  }
  CHECK(bed.evenly());
  CHECK_EQ(129, static_cast<int>(bed.lumas.back()));
  CHECK(bed.states == std::vector{SourceState::Running});
  CHECK_EQ(std::uint64_t{30}, bed.guard.arrived());
}

// Neither what is repeated nor the slate.
void whatTheCameraHasJustGivenIsTold() {
  Bed bed;
  bed.camera(kNow, 100);
  bed.camera(kNow + kSlot, 101);
  bed.turn(kNow + kSlot, kNow + 2s);
  bed.camera(kNow + 2s + 2 * kSlot, 102);
  CHECK(bed.states.back() == SourceState::Running);
  for (std::size_t i = 0; i < bed.live.size(); ++i) CHECK_EQ(i < 2 || i + 1 == bed.live.size(), bed.live[i]);
}

void countOne(gpointer count, GstMiniObject*) noexcept { ++*static_cast<int*>(count); }

BufferPtr takeFrom(const BufferPoolPtr& pool) {
  GstBuffer* picture = nullptr;
  CHECK(gst_buffer_pool_acquire_buffer(pool.get(), &picture, nullptr) == GST_FLOW_OK);
  return BufferPtr(picture);
}

// The pictures that were held while an encoder stalled.
void aPoolThatGrewComesDownAgain() {
  constexpr int kHeld = 6;
  int gone = 0;
  const BufferPoolPtr pool(gst_buffer_pool_new());
  GstStructure* config = gst_buffer_pool_get_config(pool.get());
  gst_buffer_pool_config_set_params(config, nullptr, kSmall.width * kSmall.height * 3 / 2, 0, 0);
  gst_buffer_pool_set_config(pool.get(), config);
  gst_buffer_pool_set_active(pool.get(), TRUE);
  Bed bed;
  {
    std::vector<BufferPtr> held;
    for (int i = 0; i < kHeld; ++i) {
      held.push_back(takeFrom(pool));
      gst_mini_object_weak_ref(GST_MINI_OBJECT(held.back().get()), countOne, &gone);
    }
  }
  CHECK_EQ(0, gone);
  for (int i = 0; i < 30 * (kHeld + 2); ++i) bed.show(kNow + i * kSlot, takeFrom(pool), 100);
  CHECK_EQ(std::size_t{30 * (kHeld + 2)}, bed.times.size());
  CHECK(gone >= kHeld - 2);  // one is shown, one is next
  bed.guard.setFormat(kSmall, kNow);
  gst_buffer_pool_set_active(pool.get(), FALSE);
}

void nothingStandsInForACameraThatIsStarting() {
  Bed bed;
  bed.turn(kNow, kNow + 400ms);
  CHECK(bed.times.empty());
  bed.camera(kNow + 410ms, 50);
  CHECK_EQ(std::size_t{1}, bed.times.size());
  CHECK(bed.states == std::vector{SourceState::Running});
}

void aStallIsRepeatedThenReplacedThenOver() {
  Bed bed;
  for (int i = 0; i < 30; ++i) bed.camera(kNow + i * kSlot, 200);
  const MediaTime last = kNow + 29 * kSlot;
  bed.turn(last, last + 450ms);
  CHECK_EQ(200, static_cast<int>(bed.lumas.back()));
  CHECK(bed.times.size() > 38);
  bed.turn(last + 450ms, last + 2s);
  CHECK(bed.lumas.back() != 200);
  bed.guard.setSlate(slateOf(255), kSmall);
  bed.turn(last + 2s, last + 3s);
  CHECK_EQ(220, static_cast<int>(bed.lumas.back()));
  // Three seconds are ninety pictures, with or without a camera.
  CHECK(bed.times.size() >= 30 + 89 && bed.times.size() <= 30 + 91);
  bed.camera(last + 3s + 10ms, 210);
  CHECK_EQ(210, static_cast<int>(bed.lumas.back()));
  CHECK(bed.evenly());
  CHECK((bed.states == std::vector{SourceState::Running, SourceState::Replaced, SourceState::Running}));
}

void aSlateOfAnotherSizeIsNotTaken() {
  Bed bed;
  bed.guard.setSlate(slateOf(255, {32, 32, 30}), {32, 32, 30});
  bed.turn(kNow, kNow + 1s);
  CHECK(!bed.times.empty());
}

void theSlatesClockGoesOn() {
  Bed bed;
  bed.turn(kNow, kNow + 1s);
  bed.guard.setSlate(slateOf(0), kSmall);
  bed.reads_clock = true;
  MediaTime now = kNow + 1s;
  for (const char* time : {"08:59:58", "08:59:59", "09:00:00"}) {
    bed.clocks.clear();
    bed.turn(now, now + 900ms);
    CHECK(bed.clocks.size() > 20);
    for (const std::string& shown : bed.clocks) CHECK_EQ(std::string(time), shown);
    now += 1s;
    bed.clock.wall_now += 1s;
  }
}

void timeNeverStepsBackOverANewRate() {
  Bed bed;
  for (int i = 0; i < 30; ++i) bed.camera(kNow + i * kSlot, 100);
  constexpr PictureFormat other{32, 18, 25};
  bed.guard.setFormat(other, kNow + 1s);
  bed.camera(kNow + 1s, 1);  // one of the old size that was still on its way
  CHECK_EQ(std::size_t{30}, bed.times.size());
  bed.camera(kNow + 1s + 5ms, 2, other);
  CHECK_EQ(std::size_t{31}, bed.times.size());
  CHECK(bed.times[30] > bed.times[29]);
  CHECK(bed.caps.find("framerate=(fraction)25/1") != std::string::npos);
  CHECK(bed.caps.find("width=(int)32") != std::string::npos);
}

void anotherRateAloneLeavesTheCameraAsItIs() {
  Bed bed;
  for (int i = 0; i < 30; ++i) bed.camera(kNow + i * kSlot, 100);
  bed.guard.setRate(15);
  // It still gives thirty: every other one goes on, from the next on.
  for (int i = 30; i < 60; ++i) bed.camera(kNow + i * kSlot, 200);
  CHECK(bed.times.size() >= 44 && bed.times.size() <= 46);
  CHECK_EQ(200, static_cast<int>(bed.lumas[30]));
  for (std::size_t i = 1; i < bed.times.size(); ++i) {
    CHECK(bed.times[i] > bed.times[i - 1]);
    CHECK(MediaTime(bed.times[i] - bed.times[i - 1]) <= 2 * kSlot + 1us);
  }
  CHECK(bed.caps.find("framerate=(fraction)15/1") != std::string::npos);
  CHECK(bed.states == std::vector{SourceState::Running});
}

void noTimeIsGivenTwiceWhereverTheSizeChanges() {
  constexpr PictureFormat other{32, 18, 30};
  for (int pictures = 1; pictures <= 90; ++pictures) {
    Bed bed;
    for (int i = 0; i < pictures; ++i) bed.camera(kNow + i * kSlot, 100);
    const MediaTime last = kNow + (pictures - 1) * kSlot;
    bed.guard.setFormat(other, last);
    bed.camera(last + kSlot * 3 / 10, 2, other);
    CHECK_EQ(static_cast<std::size_t>(pictures + 1), bed.times.size());
    CHECK(bed.times.back() > bed.times[bed.times.size() - 2]);
  }
}

// Where the old grid and the new one meet, no time is given twice.
void noTimeIsGivenTwiceWhateverTheRates() {
  for (std::uint32_t before = 1; before <= 60; ++before) {
    for (std::uint32_t after = 1; after <= 60; ++after) {
      Bed bed;
      bed.guard.setFormat({64, 36, before}, kNow);
      const PictureFormat old{64, 36, before};
      const PictureFormat other{32, 18, after};
      const MediaTime slot = MediaTime(1s) / before + 1ns;
      bed.camera(kNow, 1, old);
      bed.camera(kNow + slot, 1, old);
      bed.guard.setFormat(other, kNow + slot);
      for (int i = 0; i < 4; ++i) bed.camera(kNow + slot + i * (MediaTime(1s) / after + 1ns), 2, other);
      for (std::size_t i = 1; i < bed.times.size(); ++i) CHECK(bed.times[i] > bed.times[i - 1]);
      CHECK(bed.times.size() >= 4);
    }
  }
}

void theCamerasColoursAreTold() {
  const CapsPtr source(gst_caps_from_string(
      "video/x-raw,format=I420,width=64,height=36,framerate=25/1,colorimetry=bt709,interlace-mode=progressive"));
  const CapsPtr told = encoderCaps(source.get(), kSmall);
  char* text = gst_caps_to_string(told.get());
  const std::string caps = text;
  g_free(text);
  CHECK(caps.find("colorimetry=(string)bt709") != std::string::npos);
  CHECK(caps.find("framerate=(fraction)30/1") != std::string::npos);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run(
      {TEST(picturesGoThroughAtOnce), TEST(whatTheCameraHasJustGivenIsTold), TEST(aPoolThatGrewComesDownAgain),
       TEST(nothingStandsInForACameraThatIsStarting), TEST(aStallIsRepeatedThenReplacedThenOver),
       TEST(aSlateOfAnotherSizeIsNotTaken), TEST(theSlatesClockGoesOn), TEST(timeNeverStepsBackOverANewRate),
       TEST(anotherRateAloneLeavesTheCameraAsItIs), TEST(noTimeIsGivenTwiceWhereverTheSizeChanges),
       TEST(noTimeIsGivenTwiceWhateverTheRates), TEST(theCamerasColoursAreTold)});
}
