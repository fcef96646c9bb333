// SPDX-License-Identifier: Apache-2.0
// Who a display is, as it says itself.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace diemcau::screen {

// Each is empty where the display tells none.
struct DisplayIdentity {
  std::string maker;  // in words, or the three letters of its code (UEFI's PNP registry)
  std::string model;
  std::string serial;

  friend bool operator==(const DisplayIdentity&, const DisplayIdentity&) = default;
};

// `edid`: as the kernel gives it (VESA E-EDID). Bytes that are no EDID tell nothing.
[[nodiscard]] DisplayIdentity identityIn(std::span<const std::uint8_t> edid);

}  // namespace diemcau::screen
