// SPDX-License-Identifier: Apache-2.0
// Finding the field in adaptation fields that anybody may have written.
#include "contract/message_number.h"

namespace diemcau {
namespace {

using Packet = std::span<const std::uint8_t>;

constexpr std::uint8_t kSync = 0x47;
constexpr std::size_t kHeaderBytes = 4;
constexpr std::size_t kPcrBytes = 6;
constexpr std::size_t kTlvHead = 2;

bool isPacket(Packet packet) { return packet.size() == kTsPacketBytes && packet[0] == kSync; }

// Its transport_private_data; empty where there is none, or where its lengths do not fit together.
Packet privateDataOf(Packet packet) {
  const bool adapted = (packet[3] & 0x20) != 0;
  const std::size_t length = packet[kHeaderBytes];
  if (!adapted || length == 0 || length > kTsPacketBytes - kHeaderBytes - 1) return {};
  const Packet field = packet.subspan(kHeaderBytes + 1, length);
  const std::uint8_t flags = field[0];
  if ((flags & 0x02) == 0) return {};
  // PCR, OPCR, splice countdown come first.
  const std::size_t at =
      1 + ((flags & 0x10) != 0 ? kPcrBytes : 0) + ((flags & 0x08) != 0 ? kPcrBytes : 0) + ((flags & 0x04) != 0 ? 1 : 0);
  if (at >= field.size() || field[at] > field.size() - at - 1) return {};
  return field.subspan(at + 1, field[at]);
}

// Where the two words begin in the message; nothing: nowhere.
std::optional<std::size_t> placeIn(std::span<const std::uint8_t> message) {
  for (std::size_t begin = 0; begin + kTsPacketBytes <= message.size(); begin += kTsPacketBytes) {
    const Packet packet = message.subspan(begin, kTsPacketBytes);
    if (!isPacket(packet)) return std::nullopt;
    Packet data = privateDataOf(packet);
    while (data.size() >= kTlvHead && data[1] <= data.size() - kTlvHead) {
      if (data[0] == kMessageNumberField[0] && data[1] == kMessageNumberField[1]) {
        return static_cast<std::size_t>(data.data() - message.data()) + kTlvHead;
      }
      data = data.subspan(kTlvHead + data[1]);
    }
  }
  return std::nullopt;
}

std::uint32_t wordAt(std::span<const std::uint8_t> bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < sizeof word; ++i) word = word << 8 | bytes[at + i];
  return word;
}

void putWord(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t word) {
  for (std::size_t i = 0; i < sizeof word; ++i) bytes[at + i] = static_cast<std::uint8_t>(word >> (24 - 8 * i) & 0xFF);
}

}  // namespace

bool writeMessageNumber(std::span<std::uint8_t> message, const MessageNumber& number) {
  const auto at = placeIn(message);
  if (!at) return false;
  putWord(message, *at, number.stream);
  putWord(message, *at + sizeof number.stream, number.number);
  return true;
}

std::optional<MessageNumber> readMessageNumber(std::span<const std::uint8_t> message) {
  const auto at = placeIn(message);
  if (!at) return std::nullopt;
  return MessageNumber{wordAt(message, *at), wordAt(message, *at + sizeof(std::uint32_t))};
}

bool isPadding(std::span<const std::uint8_t> message) {
  if (message.empty() || message.size() % kTsPacketBytes != 0) return false;
  for (std::size_t begin = 0; begin < message.size(); begin += kTsPacketBytes) {
    const Packet packet = message.subspan(begin, kTsPacketBytes);
    if (!isPacket(packet) || (packet[1] & 0x1F) != 0x1F || packet[2] != 0xFF) return false;
  }
  return true;
}

}  // namespace diemcau
