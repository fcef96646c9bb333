// SPDX-License-Identifier: Apache-2.0
// Microphones that are plugged in and pulled out, and knobs that are turned.
#include "daemon/media/capture/microphone.h"

#include <gst/gst.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr auto kBound = 20s;

const MicrophoneDevice kLoop{.card = "NoSuchLoop", .name = "Loop", .bus = SoundBus::Virtual};
const MicrophoneDevice kTable{
    .card = "NoSuchTable", .name = "Table", .usb = "1-1.3", .bus = SoundBus::Usb, .card_number = 1};

// What is plugged in, and the state of the table microphone's mixer: 0 to 100 steps.
struct Bench {
  explicit Bench(std::vector<MicrophoneDevice> devices) : there(std::move(devices)) {}

  std::mutex mutex;
  std::vector<MicrophoneDevice> there;
  std::atomic<long> steps = 30;
  std::atomic<bool> on = false;
  std::atomic<int> open_mixers = 0;

  void plug(std::vector<MicrophoneDevice> devices) {
    const std::lock_guard lock(mutex);
    there = std::move(devices);
  }
};

class BenchMixer final : public Mixer {
 public:
  explicit BenchMixer(Bench& bench) : bench_(bench) { ++bench_.open_mixers; }
  ~BenchMixer() override { --bench_.open_mixers; }
  BenchMixer(const BenchMixer&) = delete;
  BenchMixer& operator=(const BenchMixer&) = delete;
  [[nodiscard]] const std::vector<MixerElement>& elements() const override { return elements_; }
  [[nodiscard]] bool refresh() override { return true; }
  [[nodiscard]] std::optional<long> volume(std::size_t) const override { return bench_.steps; }
  [[nodiscard]] bool setVolume(std::size_t, long steps) override {
    bench_.steps = steps;
    return true;
  }
  [[nodiscard]] std::optional<double> decibels(std::size_t, long) const override { return std::nullopt; }
  [[nodiscard]] std::optional<bool> switchOn(std::size_t) const override { return bench_.on; }
  [[nodiscard]] bool setSwitch(std::size_t, bool on) override {
    bench_.on = on;
    return true;
  }

 private:
  Bench& bench_;
  const std::vector<MixerElement> elements_{{.name = "Mic", .has_volume = true, .has_switch = true, .most = 100}};
};

class BenchCards final : public SoundCards {
 public:
  explicit BenchCards(Bench& bench) : bench_(bench) {}
  [[nodiscard]] std::vector<MicrophoneDevice> microphones() override {
    const std::lock_guard lock(bench_.mutex);
    return bench_.there;
  }
  [[nodiscard]] std::unique_ptr<Mixer> openMixer(const MicrophoneDevice& device) override {
    if (device.card != kTable.card) return nullptr;
    return std::make_unique<BenchMixer>(bench_);
  }

 private:
  Bench& bench_;
};

MicrophoneConfig with(std::optional<std::uint32_t> volume, bool on = true, std::optional<double> gain = {}) {
  MicrophoneConfig config;
  config.switch_on = on;
  config.volume_percent = volume;
  config.gain_db = gain;
  return config;
}

MicrophoneConfig from(const char* source, std::optional<std::uint32_t> volume = {}) {
  MicrophoneConfig config = with(volume);
  config.source = source;
  return config;
}

struct Room {
  explicit Room(std::vector<MicrophoneDevice> devices) : bench(std::move(devices)) {}

  Bench bench;
  base::EventLoop loop;
  int others = 0;
  Microphone microphone{loop,
                        std::make_unique<BenchCards>(bench),
                        {.sample = [](GstSample*, MediaTime) {}, .another = [this] { ++others; }, .changed = [] {}}};

  void plug(std::vector<MicrophoneDevice> devices) {
    bench.plug(std::move(devices));
    microphone.devicesChanged();
  }
  [[nodiscard]] bool comes(const std::function<bool()>& holds) { return waitInMainLoop(kBound, holds); }
  [[nodiscard]] bool uses(const char* name) const {
    return std::ranges::any_of(microphone.devices(), [&](const auto& d) { return d.chosen && d.name == name; });
  }
  [[nodiscard]] std::string missing() const {
    const auto& fault = microphone.fault();
    return fault && fault->kind == SourceFaultKind::Missing ? fault->detail : "";
  }
};

void theWantedOneIsTakenWhenItComesAndMissedWhenItGoes() {
  Room room({kLoop});
  room.microphone.use(from("usb:1-1.3"));
  CHECK(room.comes([&] { return room.missing() == "usb:1-1.3; there are: Loop"; }));
  CHECK(!room.uses("Loop"));
  CHECK_EQ(0, room.others);
  for (std::uint32_t time = 1; time <= 3; ++time) {
    MicrophoneDevice table = kTable;
    table.card_number = time;
    room.plug({kLoop, table});
    CHECK(room.comes([&] { return room.uses("Table") && room.bench.open_mixers == 1; }));
    CHECK_EQ(static_cast<int>(time), room.others);
    room.plug({kLoop});
    // The mixer is let go of too: a driver waits for that.
    CHECK(room.comes([&] { return room.missing().starts_with("usb:1-1.3;") && room.bench.open_mixers == 0; }));
    CHECK(room.microphone.mixer() == MixerState{});
  }
}

void autoTakesAnotherWhenItsOwnGoes() {
  Room room({kLoop, kTable});
  room.microphone.use({});
  CHECK(room.comes([&] { return room.uses("Table"); }));
  room.plug({kLoop});
  CHECK(room.comes([&] { return room.uses("Loop"); }));
  // It is not left for a better one while it is there.
  room.plug({kLoop, kTable});
  CHECK(room.comes([&] { return room.microphone.devices().size() == 2; }));
  CHECK(room.uses("Loop"));
}

void theMixerIsSetAtOpeningAndWhenWishesChange() {
  Room room({kTable});
  room.microphone.use(with(80));
  CHECK(room.comes([&] { return room.microphone.mixer() == MixerState{true, 80, std::nullopt}; }));
  CHECK(!room.microphone.adjusted());
  const int others = room.others;
  room.microphone.use(with(20, false));
  CHECK(room.comes([&] { return room.microphone.mixer() == MixerState{false, 20, std::nullopt}; }));
  room.microphone.use(with({}, true, 6));
  CHECK(room.comes([&] { return room.microphone.adjusted() == "a volume without decibels"; }));
  // The source went on all the while.
  CHECK_EQ(others, room.others);
}

void aKnobThatIsTurnedIsToldAndNotTurnedBack() {
  Room room({kTable});
  room.microphone.use(with(80));
  CHECK(room.comes([&] { return room.microphone.mixer().volume_percent == 80U; }));
  room.bench.steps = 35;
  CHECK(room.comes([&] { return room.microphone.mixer().volume_percent == 35U; }));
  CHECK_EQ(35L, room.bench.steps.load());
}

void aCardWithoutMixerSaysWhatItCannot() {
  Room room({kLoop});
  room.microphone.use(with(80));
  CHECK(room.comes([&] { return room.microphone.adjusted() == "no mixer"; }));
  room.microphone.use({});
  CHECK(room.comes([&] { return !room.microphone.adjusted(); }));
}

void anotherSourceForgetsTheDevice() {
  Room room({kTable});
  room.microphone.use(with(80));
  CHECK(room.comes([&] { return room.bench.open_mixers == 1; }));
  room.microphone.use(from("tone", 80));
  CHECK(room.comes([&] { return room.bench.open_mixers == 0 && !room.microphone.fault(); }));
  CHECK(!room.uses("Table"));
  CHECK(!room.microphone.adjusted());
}

}  // namespace

int main() {
  gst_init(nullptr, nullptr);
  return diemcau::test::run({TEST(theWantedOneIsTakenWhenItComesAndMissedWhenItGoes),
                             TEST(autoTakesAnotherWhenItsOwnGoes), TEST(theMixerIsSetAtOpeningAndWhenWishesChange),
                             TEST(aKnobThatIsTurnedIsToldAndNotTurnedBack), TEST(aCardWithoutMixerSaysWhatItCannot),
                             TEST(anotherSourceForgetsTheDevice)});
}
