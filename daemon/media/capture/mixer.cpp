// SPDX-License-Identifier: Apache-2.0
// From wishes to steps of a mixer, and back.
#include "daemon/media/capture/mixer.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <string_view>
#include <tuple>

namespace diemcau::media {
namespace {

constexpr double kSameDb = 0.05;

int rankOf(std::string_view name) {
  if (name.contains("Boost")) return 5;
  if (name == "Capture") return 0;
  if (name == "Mic") return 1;
  if (name.contains("Mic") || name.contains("Headset")) return 2;
  if (name.contains("Line") || name.contains("Digital")) return 3;
  return 4;
}

std::optional<std::size_t> bestElement(std::span<const MixerElement> elements, std::uint32_t device,
                                       bool MixerElement::* has) {
  std::optional<std::size_t> best;
  const auto order = [&](std::size_t i) {
    const MixerElement& element = elements[i];
    return std::tuple(rankOf(element.name), element.common, element.index != device, element.index);
  };
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (elements[i].*has && (!best || order(i) < order(*best))) best = i;
  }
  return best;
}

std::uint32_t percentOf(const MixerElement& element, long steps) {
  const long range = std::max(element.most - element.least, 1L);
  const double share = static_cast<double>(steps - element.least) / static_cast<double>(range);
  return static_cast<std::uint32_t>(std::lround(std::clamp(share, 0.0, 1.0) * 100));
}

long stepsOfPercent(const MixerElement& element, std::uint32_t percent) {
  return element.least + std::lround(static_cast<double>(element.most - element.least) * percent / 100);
}

// Nearest of the steps, by halving.
long stepsOfDb(const Mixer& mixer, std::size_t at, double wanted) {
  const auto db = [&](long steps) { return mixer.decibels(at, steps).value_or(0); };
  long low = mixer.elements()[at].least;
  long high = mixer.elements()[at].most;
  while (high - low > 1) {
    const long middle = low + (high - low) / 2;
    (db(middle) <= wanted ? low : high) = middle;
  }
  return std::abs(db(high) - wanted) < std::abs(db(low) - wanted) ? high : low;
}

void add(std::optional<std::string>& words, std::string more) {
  words = words ? *words + "; " + more : std::move(more);
}

void applySwitch(Mixer& mixer, std::uint32_t device, bool on, std::optional<std::string>& missed) {
  const auto at = switchElement(mixer.elements(), device);
  if (!at) {
    if (!on) add(missed, "no capture switch");
  } else if (!mixer.setSwitch(*at, on) || mixer.switchOn(*at) != on) {
    add(missed, on ? "the capture switch stays off" : "the capture switch stays on");
  }
}

void applyPercent(Mixer& mixer, std::size_t at, std::uint32_t wanted, std::optional<std::string>& missed) {
  const MixerElement& element = mixer.elements()[at];
  const bool taken = mixer.setVolume(at, stepsOfPercent(element, wanted));
  const auto steps = mixer.volume(at);
  if (!taken || !steps) return add(missed, std::format("the volume cannot be set to {} %", wanted));
  const std::uint32_t percent = percentOf(element, *steps);
  if (percent != wanted) add(missed, std::format("volume {} % for {} %", percent, wanted));
}

void applyGain(Mixer& mixer, std::size_t at, double wanted, std::optional<std::string>& missed) {
  const bool taken = mixer.setVolume(at, stepsOfDb(mixer, at, wanted));
  const auto steps = mixer.volume(at);
  const auto db = steps ? mixer.decibels(at, *steps) : std::nullopt;
  if (!taken || !db) return add(missed, std::format("the gain cannot be set to {:g} dB", wanted));
  if (std::abs(*db - wanted) > kSameDb) add(missed, std::format("gain {:g} dB for {:g} dB", *db, wanted));
}

void applyVolume(Mixer& mixer, std::uint32_t device, const MixerWishes& wishes, std::optional<std::string>& missed) {
  if (!wishes.volume_percent && !wishes.gain_db) return;
  const auto at = volumeElement(mixer.elements(), device);
  if (!at) return add(missed, "no capture volume");
  const bool tells = mixer.decibels(*at, mixer.elements()[*at].least).has_value();
  if (wishes.gain_db && tells) return applyGain(mixer, *at, *wishes.gain_db, missed);
  if (wishes.gain_db) add(missed, "a volume without decibels");
  if (wishes.volume_percent) applyPercent(mixer, *at, *wishes.volume_percent, missed);
}

}  // namespace

MixerWishes wishesOf(const MicrophoneConfig& config) {
  return {config.switch_on, config.volume_percent, config.gain_db};
}

std::optional<std::size_t> volumeElement(std::span<const MixerElement> elements, std::uint32_t device) {
  return bestElement(elements, device, &MixerElement::has_volume);
}

std::optional<std::size_t> switchElement(std::span<const MixerElement> elements, std::uint32_t device) {
  // The switch beside the volume, where there is one.
  const auto volume = volumeElement(elements, device);
  if (volume && elements[*volume].has_switch) return volume;
  return bestElement(elements, device, &MixerElement::has_switch);
}

std::optional<std::string> applyWishes(Mixer* mixer, std::uint32_t device, const MixerWishes& wishes) {
  std::optional<std::string> missed;
  if (mixer == nullptr) {
    if (wishes != MixerWishes{}) missed = "no mixer";
    return missed;
  }
  applySwitch(*mixer, device, wishes.switch_on, missed);
  applyVolume(*mixer, device, wishes, missed);
  return missed;
}

MixerState stateOf(const Mixer& mixer, std::uint32_t device) {
  MixerState state;
  if (const auto at = switchElement(mixer.elements(), device)) state.switch_on = mixer.switchOn(*at);
  const auto at = volumeElement(mixer.elements(), device);
  const auto steps = at ? mixer.volume(*at) : std::nullopt;
  if (!steps) return state;
  state.volume_percent = percentOf(mixer.elements()[*at], *steps);
  state.gain_db = mixer.decibels(*at, *steps);
  return state;
}

}  // namespace diemcau::media
