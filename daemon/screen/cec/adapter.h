// SPDX-License-Identifier: Apache-2.0
// An HDMI output's wire for remote control, by the kernel's CEC API.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "contract/screen_status.h"
#include "contract/unique_fd.h"

namespace diemcau::screen {

// Whether the display is awake, and from what that is known, or why it is not.
struct PowerAnswer {
  ProofState awake = ProofState::Unknown;
  std::string detail;

  friend bool operator==(const PowerAnswer&, const PowerAnswer&) = default;
};

// A display's way out of the box, by the kernel's numbers.
struct ConnectorId {
  std::uint32_t card = 0;       // "card0"
  std::uint32_t connector = 0;  // of its objects

  friend bool operator==(const ConnectorId&, const ConnectorId&) = default;
};

// What the operand of HDMI-CEC's <Report Power Status> says: a display that is on its way counts as where it will be.
[[nodiscard]] PowerAnswer powerIn(std::uint8_t status);

// Asks as a playback device, which it becomes if nobody has given the adapter an address so far. Thread-bound; ask()
// waits for up to two seconds.
class CecAdapter {
 public:
  explicit CecAdapter(const std::filesystem::path& node);

  // Whether this is an output with a display on it. One of an input (it is the root of its bus) is not ours.
  [[nodiscard]] bool isOutput() const;
  // Whose wire it is; nothing where the driver does not tell.
  [[nodiscard]] std::optional<ConnectorId> connector() const;
  [[nodiscard]] PowerAnswer ask() const;

 private:
  // The address to ask from; 15 (unregistered) where none could be had.
  [[nodiscard]] unsigned claim() const;

  UniqueFd fd_;
};

}  // namespace diemcau::screen
