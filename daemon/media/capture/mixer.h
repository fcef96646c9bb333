// SPDX-License-Identifier: Apache-2.0
// A sound card's mixer as far as it concerns recording, and what a plan wants of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contract/config.h"

namespace diemcau::media {

// One line of the mixer that has a capture volume, a capture switch or both.
struct MixerElement {
  std::string name{};  // "Capture", "Mic"
  std::uint32_t index = 0;
  bool has_volume = false;
  bool has_switch = false;
  bool common = false;  // its volume is that of playing too
  long least = 0;       // volume, in the driver's steps
  long most = 0;
};

// Thread-bound; calls drivers and may block. Elements by their place in elements().
class Mixer {
 public:
  virtual ~Mixer() = default;
  [[nodiscard]] virtual const std::vector<MixerElement>& elements() const = 0;
  // Takes in what was changed at the device or by others. False: the card is gone.
  [[nodiscard]] virtual bool refresh() = 0;
  [[nodiscard]] virtual std::optional<long> volume(std::size_t element) const = 0;
  // Whether it took it.
  [[nodiscard]] virtual bool setVolume(std::size_t element, long steps) = 0;
  // Of a volume; nothing: the driver does not tell. Grows with the steps.
  [[nodiscard]] virtual std::optional<double> decibels(std::size_t element, long steps) const = 0;
  [[nodiscard]] virtual std::optional<bool> switchOn(std::size_t element) const = 0;
  [[nodiscard]] virtual bool setSwitch(std::size_t element, bool on) = 0;
};

// As it is: what the status says.
struct MixerState {
  std::optional<bool> switch_on{};
  std::optional<std::uint32_t> volume_percent{};
  std::optional<double> gain_db{};

  friend bool operator==(const MixerState&, const MixerState&) = default;
};

struct MixerWishes {
  bool switch_on = true;
  std::optional<std::uint32_t> volume_percent{};
  std::optional<double> gain_db{};

  friend bool operator==(const MixerWishes&, const MixerWishes&) = default;
};
[[nodiscard]] MixerWishes wishesOf(const MicrophoneConfig& config);

// Which element belongs to the card's capture device: by name (the capture volume itself, a microphone, a
// line, anything else, a boost last), its own volume before one that is common, its own index before another.
[[nodiscard]] std::optional<std::size_t> volumeElement(std::span<const MixerElement> elements, std::uint32_t device);
[[nodiscard]] std::optional<std::size_t> switchElement(std::span<const MixerElement> elements, std::uint32_t device);

// Sets what is wished, decibels before percent, and leaves the rest as it is. Returns what could not be done
// exactly, in words; nothing: all of it was. Without a mixer nothing can.
[[nodiscard]] std::optional<std::string> applyWishes(Mixer* mixer, std::uint32_t device, const MixerWishes& wishes);

[[nodiscard]] MixerState stateOf(const Mixer& mixer, std::uint32_t device);

}  // namespace diemcau::media
