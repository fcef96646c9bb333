// SPDX-License-Identifier: Apache-2.0
// A device that can record, and which one a plan means.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contract/capture_status.h"
#include "daemon/media/capture/source_fault.h"
#include "daemon/media/capture/source_spec.h"

namespace diemcau::media {

// What a sound card is plugged into; the best for a conference room first. Virtual: a driver without a
// device (snd-aloop, snd-dummy).
enum class SoundBus { Usb, BuiltIn, Virtual };

// A PCM device that records, and what is known of its card.
struct MicrophoneDevice {
  std::string card{};       // id: "PCH"
  std::string name{};       // of the card: "HDA Intel PCH"
  std::string long_name{};  // with place and interrupt: "HDA Intel PCH at 0xf7f10000 irq 30"
  std::string driver{};     // "HDA-Intel"
  std::string usb{};        // port: "1-1.2"; empty: not USB
  std::string serial{};     // number; empty: it has none
  SoundBus bus = SoundBus::BuiltIn;
  std::uint32_t card_number = 0;  // as the kernel counts; another one after the next start
  std::uint32_t device = 0;       // of the card

  // By the card's id, not by its number.
  [[nodiscard]] std::string node() const;  // "hw:CARD=PCH,DEV=0"

  friend bool operator==(const MicrophoneDevice&, const MicrophoneDevice&) = default;
};

// Which one is meant: by USB port, by serial number, by any of the card's names, or (auto) the best bus and there
// the first. A name is taken as it is; where no card has it, the same in other capitals; else the one short name
// that begins so. `present`: the node that is in use, which is stayed with as long as it is among those that are
// meant, whatever else is plugged in. Fault: Missing, with the one that is wanted and those that are there.
[[nodiscard]] std::expected<MicrophoneDevice, SourceFault> chooseMicrophone(const SourceSpec& wanted,
                                                                            std::span<const MicrophoneDevice> there,
                                                                            const std::string& present = {});

// The one at a node as a plan writes it: "hw:CARD=PCH,DEV=0", "hw:1,0", "plughw:PCH".
[[nodiscard]] std::optional<MicrophoneDevice> microphoneAt(const std::string& node,
                                                           std::span<const MicrophoneDevice> there);

// As the status lists them.
[[nodiscard]] std::vector<DeviceStatus> statusOf(std::span<const MicrophoneDevice> there, const std::string& chosen);

}  // namespace diemcau::media
