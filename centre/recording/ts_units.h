// SPDX-License-Identifier: Apache-2.0
// The access units in a transport stream as the rooms send it: where each one stands, and whether it is whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "contract/message_number.h"

namespace diemcau::centre {

// As the rooms' multiplexer has it (ISO/IEC 13818-1).
inline constexpr std::uint16_t kPatPid = 0x0000;
inline constexpr std::uint16_t kPmtPid = 0x1000;
inline constexpr std::uint16_t kVideoPid = 0x0100;
inline constexpr std::uint16_t kSoundPid = 0x0101;

// 90 kHz, without the wrap of 33 bits.
using Ticks = std::int64_t;
inline constexpr Ticks kTicksPerMs = 90;

struct TsUnit {
  std::uint16_t pid = 0;
  bool keyframe = false;
  Ticks pts = 0;
  std::uint64_t first = 0;  // offset of its first packet; others may stand between its packets
  std::uint64_t last = 0;   // and of its last one

  friend bool operator==(const TsUnit&, const TsUnit&) = default;
};

// Reads bytes in order, however they are cut; what is no packet is passed over. A unit counts when nothing of it is
// missing: its continuity counters go on and it is as long as its header says, or, where that says nothing (pictures
// above 64 KB), the unit after it follows without a gap. Thread-bound.
class TsUnitReader {
 public:
  // The first time stamp is taken to be the one nearest to `near`; the others the nearest to the one before.
  explicit TsUnitReader(Ticks near) : pts_(near) {}

  using Take = std::function<void(const TsUnit&)>;
  void add(std::span<const std::uint8_t> bytes, const Take& take);
  // Nothing follows, and nothing is missing at the end.
  void end(const Take& take);

 private:
  using Packet = std::array<std::uint8_t, kTsPacketBytes>;

  struct Stream {
    std::optional<TsUnit> open;
    std::size_t length = 0;  // of its PES packet; 0: not told
    std::size_t taken = 0;
    std::optional<std::uint8_t> counter;
  };

  void packet(const Packet& packet, const Take& take);
  void begin(Stream& stream, std::uint16_t pid, const Packet& packet, std::size_t payload);
  [[nodiscard]] Ticks unwrap(std::uint64_t pts);

  Packet partial_{};
  std::size_t partial_bytes_ = 0;
  std::uint64_t offset_ = 0;  // of the next packet
  Ticks pts_;
  Stream video_;
  Stream sound_;
};

}  // namespace diemcau::centre
