// SPDX-License-Identifier: Apache-2.0
// The machine's sound cards: which of them record, and their mixers.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "daemon/media/capture/microphone_device.h"
#include "daemon/media/capture/mixer.h"

namespace diemcau::media {

class SoundCards {
 public:
  virtual ~SoundCards() = default;
  // Asks the drivers and may block, as all that follows: one thread at a time, never the loop's.
  [[nodiscard]] virtual std::vector<MicrophoneDevice> microphones() = 0;
  // Nothing: the card has none, or it cannot be opened.
  [[nodiscard]] virtual std::unique_ptr<Mixer> openMixer(const MicrophoneDevice& device) = 0;
};

// Through libasound.
class AlsaCards final : public SoundCards {
 public:
  AlsaCards();
  [[nodiscard]] std::vector<MicrophoneDevice> microphones() override;
  [[nodiscard]] std::unique_ptr<Mixer> openMixer(const MicrophoneDevice& device) override;
};

// Port and serial number of the USB device that a card is, from sysfs; empty where it is none.
struct UsbPlace {
  std::string port;
  std::string serial;

  friend bool operator==(const UsbPlace&, const UsbPlace&) = default;
};
[[nodiscard]] UsbPlace usbPlaceOfCard(const std::filesystem::path& sys, std::uint32_t card_number);

}  // namespace diemcau::media
