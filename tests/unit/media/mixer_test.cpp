// SPDX-License-Identifier: Apache-2.0
// What is wished of a mixer is set on the right line of it, and what could not be is told.
#include "daemon/media/capture/mixer.h"

#include <cmath>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;

// One element; what a driver does to it is in its members.
class FakeMixer final : public Mixer {
 public:
  explicit FakeMixer(MixerElement element) : elements_{std::move(element)} {}

  [[nodiscard]] const std::vector<MixerElement>& elements() const override { return elements_; }
  [[nodiscard]] bool refresh() override { return true; }
  [[nodiscard]] std::optional<long> volume(std::size_t) const override { return steps; }
  [[nodiscard]] bool setVolume(std::size_t, long to) override {
    if (!stuck) steps = to;
    return !stuck;
  }
  [[nodiscard]] std::optional<double> decibels(std::size_t, long at) const override {
    if (db_per_step == 0) return std::nullopt;
    return at == elements_[0].least ? -99'999.0 : db_at_least + db_per_step * static_cast<double>(at);
  }
  [[nodiscard]] std::optional<bool> switchOn(std::size_t) const override { return on; }
  [[nodiscard]] bool setSwitch(std::size_t, bool to) override {
    if (!stuck) on = to;
    return !stuck;
  }

  long steps = 0;
  bool on = true;
  bool stuck = false;
  double db_at_least = -12;
  double db_per_step = 0;

 private:
  std::vector<MixerElement> elements_;
};

MixerElement element(const char* name, bool volume, bool switchable, long most = 100) {
  return {.name = name, .has_volume = volume, .has_switch = switchable, .least = 0, .most = most};
}

using Words = std::optional<std::string>;

void thePercentageIsSetAndRead() {
  FakeMixer mixer(element("Mic", true, true, 200));
  CHECK(applyWishes(&mixer, 0, {.volume_percent = 80}) == Words());
  CHECK_EQ(160L, mixer.steps);
  CHECK((stateOf(mixer, 0) == MixerState{true, 80, std::nullopt}));
  // Without a wish it stays as somebody set it.
  CHECK(applyWishes(&mixer, 0, {}) == Words());
  CHECK_EQ(160L, mixer.steps);
}

void theNearestStepIsTakenAndTold() {
  FakeMixer mixer(element("Mic", true, true, 15));
  CHECK(applyWishes(&mixer, 0, {.volume_percent = 50}) == Words("volume 53 % for 50 %"));
  CHECK_EQ(8L, mixer.steps);
  mixer.db_per_step = 1.5;
  CHECK(applyWishes(&mixer, 0, {.gain_db = 3}) == Words());
  CHECK_EQ(10L, mixer.steps);
  CHECK(applyWishes(&mixer, 0, {.gain_db = 4}) == Words("gain 4.5 dB for 4 dB"));
  CHECK(applyWishes(&mixer, 0, {.gain_db = 60}) == Words("gain 10.5 dB for 60 dB"));
  CHECK_EQ(15L, mixer.steps);
  CHECK(applyWishes(&mixer, 0, {.gain_db = -60}) == Words("gain -10.5 dB for -60 dB"));
  CHECK(*stateOf(mixer, 0).gain_db == -10.5);
}

void decibelsCountBeforePercent() {
  FakeMixer mixer(element("Mic", true, false, 100));
  mixer.db_per_step = 0.5;
  CHECK(applyWishes(&mixer, 0, {.volume_percent = 100, .gain_db = 0}) == Words());
  CHECK_EQ(24L, mixer.steps);
  // A driver that knows no decibels: the percentage is the next best.
  mixer.db_per_step = 0;
  CHECK(applyWishes(&mixer, 0, {.volume_percent = 70, .gain_db = 0}) == Words("a volume without decibels"));
  CHECK_EQ(70L, mixer.steps);
}

void theSwitchIsTurned() {
  FakeMixer mixer(element("Mic", true, true));
  CHECK(applyWishes(&mixer, 0, {.switch_on = false}) == Words());
  CHECK(!mixer.on);
  CHECK(applyWishes(&mixer, 0, {}) == Words());
  CHECK(mixer.on);
}

void whatIsNotThereIsTold() {
  CHECK(applyWishes(nullptr, 0, {}) == Words());
  CHECK(applyWishes(nullptr, 0, {.switch_on = false}) == Words("no mixer"));
  CHECK(applyWishes(nullptr, 0, {.gain_db = 3}) == Words("no mixer"));
  FakeMixer bare(element("Mic", false, false));
  CHECK(applyWishes(&bare, 0, {}) == Words());
  CHECK(applyWishes(&bare, 0, {.switch_on = false, .volume_percent = 10}) ==
        Words("no capture switch; no capture volume"));
  CHECK(stateOf(bare, 0) == MixerState{});
}

void whatADriverRefusesIsTold() {
  FakeMixer mixer(element("Mic", true, true));
  mixer.stuck = true;
  CHECK(applyWishes(&mixer, 0, {.switch_on = false, .volume_percent = 10}) ==
        Words("the capture switch stays on; the volume cannot be set to 10 %"));
}

void theLineOfTheMicrophoneIsFound() {
  const std::vector<MixerElement> laptop{element("Mic Boost", true, false), element("Internal Mic", true, true),
                                         element("Capture", true, true), element("Digital", true, false)};
  CHECK_EQ(std::size_t{2}, *volumeElement(laptop, 0));
  CHECK_EQ(std::size_t{2}, *switchElement(laptop, 0));
  // snd-dummy: every volume is that of playing too.
  std::vector<MixerElement> dummy{element("Master", true, true), element("CD", true, true), element("Mic", true, true)};
  for (MixerElement& line : dummy) line.common = true;
  CHECK_EQ(std::size_t{2}, *volumeElement(dummy, 0));
  CHECK_EQ(std::size_t{0}, *volumeElement(std::vector{element("PCM", true, false)}, 0));
  CHECK(!volumeElement(std::vector{element("Mic", false, true)}, 0).has_value());
  CHECK(!volumeElement({}, 0).has_value());
  // The switch may be a line of its own, and each device of a card may have its own volume.
  CHECK_EQ(std::size_t{1}, *switchElement(std::vector{element("Mic", true, false), element("Input", false, true)}, 0));
  std::vector<MixerElement> two{element("Capture", true, true), element("Capture", true, true)};
  two[1].index = 1;
  CHECK_EQ(std::size_t{1}, *volumeElement(two, 1));
  CHECK_EQ(std::size_t{0}, *volumeElement(two, 2));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(thePercentageIsSetAndRead), TEST(theNearestStepIsTakenAndTold),
                             TEST(decibelsCountBeforePercent), TEST(theSwitchIsTurned), TEST(whatIsNotThereIsTold),
                             TEST(whatADriverRefusesIsTold), TEST(theLineOfTheMicrophoneIsFound)});
}
