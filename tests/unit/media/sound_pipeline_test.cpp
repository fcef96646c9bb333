// SPDX-License-Identifier: Apache-2.0
// What is in Opus's packets when loss is expected: the one before once more (RFC 6716, 2.1.7), or not.
#include "daemon/media/encode/sound_pipeline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <mutex>
#include <numbers>
#include <random>
#include <vector>

#include "daemon/media/media_format.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

class Shelf final : public UnitSink {
 public:
  void onUnit(const EncodedUnit& unit) override {
    const std::lock_guard lock(mutex_);
    packets_.emplace_back(unit.bytes.begin(), unit.bytes.end());
  }
  std::vector<std::vector<std::uint8_t>> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(packets_, {});
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return packets_.size();
  }

 private:
  std::mutex mutex_;
  std::vector<std::vector<std::uint8_t>> packets_;
};

// Something like a voice: 120 Hz and its harmonics, three syllables a second, in a room that is not silent.
class Voice {
 public:
  std::array<std::int16_t, kSoundBlock> next() {
    std::array<std::int16_t, kSoundBlock> block{};
    for (std::int16_t& sample : block) sample = at(static_cast<double>(at_++) / kSoundRate);
    return block;
  }

 private:
  std::int16_t at(double seconds) {
    constexpr double kTurn = 2 * std::numbers::pi;
    const double syllable = std::max(0.0, std::sin(kTurn * 3 * seconds));
    double voice = 0;
    for (int harmonic = 1; harmonic <= 25; ++harmonic) voice += std::sin(kTurn * 120 * harmonic * seconds) / harmonic;
    const double noise = static_cast<double>(random_() >> 8) / (1 << 23) - 0.5;
    return static_cast<std::int16_t>(4000 * syllable * voice + 20 * noise);
  }

  std::uint64_t at_ = 0;
  std::minstd_rand random_{1};
};

struct Bed {
  Shelf shelf;
  EncodeMeter meter;
  std::unique_ptr<SoundPipeline> sound;
  Voice voice;
  MediaTime now{};

  Bed() {
    auto made = SoundPipeline::create(1, {.sink = shelf, .meter = meter, .failed = [](const std::string&) {}});
    if (!made) failAt(made.error().describe(), std::source_location::current());
    sound = std::move(*made);
  }
  // Two seconds of it, as packets of 20 ms.
  std::vector<std::vector<std::uint8_t>> packets(std::uint32_t kbps, std::uint32_t expected_loss) {
    sound->use({.bitrate_kbps = kbps, .packet = 20ms, .expected_loss_percent = expected_loss});
    constexpr int kSettle = 10;  // what was on its way
    for (int i = 0; i < 100 + kSettle; ++i, now += 20ms) {
      if (i == kSettle) (void)shelf.take();
      const std::size_t before = shelf.count();
      sound->push(now, voice.next());
      // The first ones may be held back.
      const bool came = waitFor(10s, [&] { return shelf.count() > before || now < 100ms; });
      CHECK(came);
    }
    return shelf.take();
  }
};

// By the first octet: SILK alone or with CELT above it. CELT alone has no copies.
bool isOfSpeech(const std::vector<std::uint8_t>& packet) { return packet.at(0) >> 3 < 16; }

// The LBRR flag of a packet of one frame of 20 ms and one channel stands behind its VAD flag (4.2.3, 4.2.4).
bool hasCopy(const std::vector<std::uint8_t>& packet) {
  return isOfSpeech(packet) && packet.size() > 1 && (packet[1] >> 6 & 1) != 0;
}

double shareOfCopies(const std::vector<std::vector<std::uint8_t>>& packets) {
  return static_cast<double>(std::ranges::count_if(packets, hasCopy)) / static_cast<double>(packets.size());
}

// At the rate that is planned as a rule, and above and below it.
void whenLossIsExpectedSpeechIsInThePacketsTwice() {
  for (const std::uint32_t kbps : {40U, 64U, 96U}) {
    Bed bed;
    CHECK_EQ(0.0, shareOfCopies(bed.packets(kbps, 0)));
    for (const std::uint32_t loss : {5U, 10U, 20U}) {
      const auto packets = bed.packets(kbps, loss);
      CHECK(std::ranges::all_of(packets, isOfSpeech));
      // Not of pauses.
      CHECK(shareOfCopies(packets) > 0.4);
    }
    CHECK_EQ(0.0, shareOfCopies(bed.packets(kbps, 0)));
  }
}

// Where there are few bits Opus makes no copies for a little loss (docs/uplink.md).
void withFewBitsItTakesMoreLoss() {
  Bed bed;
  CHECK_EQ(0.0, shareOfCopies(bed.packets(32, 5)));
  CHECK(shareOfCopies(bed.packets(32, 10)) > 0.4);
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(whenLossIsExpectedSpeechIsInThePacketsTwice), TEST(withFewBitsItTakesMoreLoss)});
}
