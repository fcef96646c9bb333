// SPDX-License-Identifier: Apache-2.0
// The number of an SRT message: by it the centre puts together what comes over several paths.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace diemcau {

// Drawn anew for each stream that begins; the first message is 0, each further one has one more, modulo 2^32.
struct MessageNumber {
  std::uint32_t stream = 0;
  std::uint32_t number = 0;

  friend bool operator==(const MessageNumber&, const MessageNumber&) = default;
};

// A message is 1 to 7 TS packets. The number stands in the transport_private_data of one of them (ISO/IEC 13818-1,
// 2.4.3.4), which receivers skip that do not know it: a data field of a user's own (ETSI TS 101 154, annex D), tag
// 0xDC, eight bytes, both words most significant byte first.
inline constexpr std::size_t kTsPacketBytes = 188;
inline constexpr std::size_t kMessagePackets = 7;
// SRT live mode (SRT API): 1316 bytes.
inline constexpr std::size_t kMessageBytes = kMessagePackets * kTsPacketBytes;

// What a multiplexer puts there: the field with its number still to be written.
inline constexpr std::array<std::uint8_t, 10> kMessageNumberField = {0xDC, 8};

// False: the message has no such field.
[[nodiscard]] bool writeMessageNumber(std::span<std::uint8_t> message, const MessageNumber& number);
// Of any bytes.
[[nodiscard]] std::optional<MessageNumber> readMessageNumber(std::span<const std::uint8_t> message);

// Null packets alone (PID 0x1FFF): sent to see that a path is there, and nothing to keep.
[[nodiscard]] bool isPadding(std::span<const std::uint8_t> message);

}  // namespace diemcau
