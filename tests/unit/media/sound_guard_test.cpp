// SPDX-License-Identifier: Apache-2.0
// Any microphone's sound becomes the stream's: its rate, its channels, its time.
#include "daemon/media/guard/sound_guard.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numbers>
#include <string>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;

constexpr MediaTime kOrigin = 99s;
constexpr MediaTime kFrom = 100s;

CapsPtr capsOf(std::uint32_t rate, std::uint32_t channels) {
  return CapsPtr(gst_caps_from_string(
      std::format("audio/x-raw,format=S16LE,layout=interleaved,rate={},channels={}", rate, channels).c_str()));
}

struct Bed {
  std::vector<std::int16_t> all;
  std::vector<std::uint32_t> channels;  // of each block
  std::vector<SourceState> states;
  std::size_t captured = 0;  // samples
  MediaTime first{-1};
  SoundGuard guard{kOrigin,
                   kFrom,
                   {.block = [this](const SoundTimeline::Block& block) { take(block); },
                    .captured = [this](MediaTime, std::span<const std::int16_t> samples,
                                       std::uint32_t) { captured += samples.size(); },
                    .changed = [this](SourceState state) { states.push_back(state); }}};

  void take(const SoundTimeline::Block& block) {
    if (first < 0s) first = block.at;
    channels.push_back(block.channels);
    all.insert(all.end(), block.samples.begin(), block.samples.end());
  }

  void give(GstCaps* caps, MediaTime captured_at, const std::vector<std::int16_t>& samples, bool gap = false) {
    const BufferPtr buffer(gst_buffer_new_allocate(nullptr, samples.size() * 2, nullptr));
    gst_buffer_fill(buffer.get(), 0, samples.data(), samples.size() * 2);
    if (gap) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
    const SamplePtr sample(gst_sample_new(buffer.get(), caps, nullptr, nullptr));
    guard.add(sample.get(), captured_at, captured_at);
  }
};

// A card of `rate` that gives silence but for one click at `click_ms`, for a second; where the click is found.
double clickThrough(std::uint32_t rate, std::uint32_t channels, double click_ms) {
  Bed bed;
  const CapsPtr caps = capsOf(rate, channels);
  const std::uint32_t period = rate / 100;
  const auto click = static_cast<std::uint32_t>(std::lround(click_ms / 1000 * rate));
  for (std::uint32_t i = 0; i < 100; ++i) {
    std::vector<std::int16_t> samples(std::size_t{period} * channels);
    if (click / period == i) {
      for (std::uint32_t c = 0; c < channels; ++c) samples[click % period * channels + c] = 20'000;
    }
    bed.give(caps.get(), kFrom + i * 10ms, samples);
  }
  const auto loudest = std::ranges::max_element(bed.all, {}, [](std::int16_t s) { return std::abs(s); });
  return static_cast<double>(loudest - bed.all.begin()) / 48;
}

void aClickStandsWhereItWasCaptured() {
  for (const std::uint32_t rate : {48'000U, 44'100U, 32'000U, 16'000U, 96'000U, 8'000U}) {
    for (const std::uint32_t channels : {1U, 2U}) {
      CHECK(std::abs(clickThrough(rate, channels, 503.5) - 503.5) < 0.15);
    }
  }
}

void aToneKeepsItsPitchAndLevel() {
  for (const std::uint32_t rate : {44'100U, 16'000U}) {
    Bed bed;
    const CapsPtr caps = capsOf(rate, 1);
    std::int64_t n = 0;
    for (int i = 0; i < 200; ++i) {
      std::vector<std::int16_t> samples(rate / 100);
      for (auto& sample : samples) {
        sample =
            static_cast<std::int16_t>(10'000 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(n++) / rate));
      }
      bed.give(caps.get(), kFrom + i * 10ms, samples);
    }
    // The second second, against the same tone at 48 kHz.
    double in_phase = 0;
    double quadrature = 0;
    for (std::size_t k = 48'000; k < 90'000; ++k) {
      const double angle = 2 * std::numbers::pi * 1000 * static_cast<double>(k) / 48'000;
      in_phase += bed.all[k] * std::sin(angle);
      quadrature += bed.all[k] * std::cos(angle);
    }
    const double level = 2 * std::hypot(in_phase, quadrature) / 42'000;
    CHECK(std::abs(level - 10'000) < 100);
  }
}

void oneChannelBecomesTwoAndTwoBecomeOne() {
  Bed stereo;
  stereo.guard.setChannels(2, [] {});
  stereo.give(capsOf(48'000, 1).get(), kFrom, std::vector<std::int16_t>(960, 50));
  CHECK(stereo.all == std::vector<std::int16_t>(1920, 50));
  Bed mono;
  std::vector<std::int16_t> both;
  for (int i = 0; i < 960; ++i) both.insert(both.end(), {100, -40});
  mono.give(capsOf(48'000, 2).get(), kFrom, both);
  CHECK(mono.all == std::vector<std::int16_t>(960, 30));
  // What is judged for clipping is what was captured.
  CHECK_EQ(std::size_t{1920}, mono.captured);
}

void theEncoderIsChangedBetweenTwoBlocks() {
  Bed bed;
  const CapsPtr caps = capsOf(48'000, 2);
  std::size_t blocks_before = 0;
  for (int i = 0; i < 10; ++i) {
    if (i == 5) bed.guard.setChannels(2, [&] { blocks_before = bed.channels.size(); });
    bed.give(caps.get(), kFrom + i * 30ms, std::vector<std::int16_t>(2880, 5));
  }
  CHECK_EQ(std::size_t{7}, blocks_before);
  CHECK_EQ(std::size_t{15}, bed.channels.size());
  for (std::size_t i = 0; i < bed.channels.size(); ++i) CHECK_EQ(i < 7 ? 1U : 2U, bed.channels[i]);
  CHECK(std::ranges::all_of(bed.all, [](std::int16_t sample) { return sample == 5; }));
}

void mutedIsSilenceOfAsManyChannels() {
  Bed bed;
  bed.guard.setChannels(2, [] {});
  bed.guard.setMuted(true);
  bed.give(capsOf(48'000, 2).get(), kFrom, std::vector<std::int16_t>(1920, 50));
  CHECK(bed.all == std::vector<std::int16_t>(1920, 0));
}

void theSourceIsToldAsItIsWhileItRuns() {
  Bed bed;
  CHECK(bed.guard.sourceFormat() == SoundFormat{});
  bed.give(capsOf(44'100, 2).get(), kFrom, std::vector<std::int16_t>(1764, 1));
  CHECK((bed.guard.sourceFormat() == SoundFormat{44'100, 2}));
  (void)bed.guard.tick(kFrom + 499ms);
  CHECK(bed.guard.state() == SourceState::Running);
  (void)bed.guard.tick(kFrom + 500ms);
  CHECK(bed.guard.state() == SourceState::Replaced);
  CHECK(bed.guard.sourceFormat() == SoundFormat{});
  // It comes back by itself, and where it belongs.
  bed.give(capsOf(48'000, 1).get(), kFrom + 900ms, std::vector<std::int16_t>(960, 7));
  CHECK((bed.states == std::vector{SourceState::Running, SourceState::Replaced, SourceState::Running}));
  CHECK_EQ(0, bed.all[899 * 48]);
  CHECK_EQ(7, bed.all[900 * 48]);
  CHECK(bed.first == kFrom - kOrigin);
}

void soundThatIsNotUnderstoodIsNotTaken() {
  Bed bed;
  const CapsPtr wide = capsOf(48'000, 6);
  const CapsPtr floats(gst_caps_from_string("audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=1"));
  bed.give(wide.get(), kFrom, std::vector<std::int16_t>(960, 7));
  bed.give(floats.get(), kFrom, std::vector<std::int16_t>(960, 7));
  CHECK(bed.all.empty());
  CHECK(bed.states.empty());
}

void aCaptureTimeThatCannotBeIsNotTaken() {
  Bed bed;
  const CapsPtr caps = capsOf(48'000, 1);
  const std::vector<std::int16_t> samples(960, 7);
  const BufferPtr buffer(gst_buffer_new_allocate(nullptr, samples.size() * 2, nullptr));
  gst_buffer_fill(buffer.get(), 0, samples.data(), samples.size() * 2);
  const SamplePtr sample(gst_sample_new(buffer.get(), caps.get(), nullptr, nullptr));
  for (const MediaTime wrong : {MediaTime(1'700'000'000s), MediaTime(0s)}) {
    const auto before = static_cast<MediaTime::rep>(bed.all.size() / 960);
    bed.guard.add(sample.get(), wrong, kFrom + 20ms * (before + 1));
    CHECK_EQ(static_cast<std::size_t>(before + 1) * 960, bed.all.size());
  }
  CHECK(std::ranges::all_of(bed.all, [](std::int16_t each) { return each == 7; }));
}

void whatASourceSaysItLostIsSilence() {
  Bed bed;
  const CapsPtr caps = capsOf(48'000, 1);
  bed.give(caps.get(), kFrom, std::vector<std::int16_t>(960, 7));
  bed.give(caps.get(), kFrom + 60ms, std::vector<std::int16_t>(960, 8), true);
  CHECK_EQ(std::size_t{4 * 960}, bed.all.size());
  CHECK_EQ(0, bed.all[960]);
  CHECK_EQ(0, bed.all[2879]);
  CHECK_EQ(8, bed.all[2880]);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(aClickStandsWhereItWasCaptured), TEST(aToneKeepsItsPitchAndLevel),
                             TEST(oneChannelBecomesTwoAndTwoBecomeOne), TEST(theEncoderIsChangedBetweenTwoBlocks),
                             TEST(mutedIsSilenceOfAsManyChannels), TEST(theSourceIsToldAsItIsWhileItRuns),
                             TEST(soundThatIsNotUnderstoodIsNotTaken), TEST(aCaptureTimeThatCannotBeIsNotTaken),
                             TEST(whatASourceSaysItLostIsSilence)});
}
