// SPDX-License-Identifier: Apache-2.0
// TS packets, the two tables that lead to the picture, PES packets.
#include "tests/bench/src/ts_frames.h"

namespace diemcau::bench {
namespace {

constexpr std::size_t kPacket = 188;
constexpr std::uint8_t kH264 = 0x1B;

std::uint16_t pidAt(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint16_t>((bytes[0] & 0x1F) << 8 | bytes[1]);
}

std::size_t lengthAt(std::span<const std::uint8_t> bytes) {
  return static_cast<std::size_t>((bytes[0] & 0x0F) << 8 | bytes[1]);
}

// Bytes of an adaptation field that mean something; what it has beyond them is stuffing.
std::size_t meaningful(std::span<const std::uint8_t> field) {
  const std::uint8_t flags = field[0];
  std::size_t bytes = 1;
  if ((flags & 0x10) != 0) bytes += 6;
  if ((flags & 0x08) != 0) bytes += 6;
  if ((flags & 0x04) != 0) bytes += 1;
  if ((flags & 0x02) != 0 && bytes < field.size()) bytes += 1U + field[bytes];
  if ((flags & 0x01) != 0 && bytes < field.size()) bytes += 1U + field[bytes];
  return bytes;
}

}  // namespace

void TsFrames::feed(std::span<const std::uint8_t> packets, std::int64_t arrived_ns) {
  now_ns_ = arrived_ns;
  for (; packets.size() >= kPacket; packets = packets.subspan(kPacket)) packet(packets.first(kPacket));
}

void TsFrames::packet(std::span<const std::uint8_t> packet) {
  if (packet[0] != 0x47) {
    ++discontinuities_;
    return;
  }
  const std::uint16_t pid = pidAt(packet.subspan(1));
  const bool start = (packet[1] & 0x40) != 0;
  const bool has_field = (packet[3] & 0x20) != 0;
  if ((packet[3] & 0x10) == 0) return;
  const std::size_t field = has_field ? packet[4] : 0;
  const std::size_t header = has_field ? 5 + field : 4;
  if (header >= kPacket) return;
  const auto payload = packet.subspan(header);
  if (pid != video_pid_) {
    if (start) section(pid, payload);
    return;
  }
  const auto counter = static_cast<std::uint8_t>(packet[3] & 0x0F);
  if (counter_ && counter != ((*counter_ + 1) & 0x0F)) {
    ++discontinuities_;
    open_ = false;
  }
  counter_ = counter;
  video(payload, start, has_field && (field == 0 || field > meaningful(packet.subspan(5, field))));
}

// Tables of these streams fit one packet.
void TsFrames::section(std::uint16_t pid, std::span<const std::uint8_t> payload) {
  if (pid != 0 && pid != pmt_pid_) return;
  const std::size_t pointer = 1U + payload[0];
  if (payload.size() < pointer + 12) return;
  const auto table = payload.subspan(pointer);
  const std::size_t end = 3 + lengthAt(table.subspan(1)) - 4;  // before the CRC
  if (end > table.size()) return;
  if (pid == 0) {
    for (std::size_t at = 8; at + 4 <= end; at += 4) {
      if (table[at] != 0 || table[at + 1] != 0) pmt_pid_ = pidAt(table.subspan(at + 2));
    }
    return;
  }
  for (std::size_t at = 12 + lengthAt(table.subspan(10)); at + 5 <= end; at += 5 + lengthAt(table.subspan(at + 3))) {
    if (table[at] == kH264) video_pid_ = pidAt(table.subspan(at + 1));
  }
}

void TsFrames::video(std::span<const std::uint8_t> payload, bool start, bool stuffed) {
  if (start) {
    finish();
    if (payload.size() < 9 || payload[0] != 0 || payload[1] != 0 || payload[2] != 1) return;
    const std::size_t header = 9U + payload[8];
    const auto length = static_cast<std::size_t>(payload[4] << 8 | payload[5]);
    if (header > payload.size()) return;
    expected_ = length != 0 ? length + 6 - header : 0;
    frame_ = {.bytes = {}, .first_ns = now_ns_, .last_ns = now_ns_, .ended_ns = 0, .bounded = length != 0};
    open_ = true;
    payload = payload.subspan(header);
  }
  if (!open_) return;
  frame_.bytes.insert(frame_.bytes.end(), payload.begin(), payload.end());
  frame_.last_ns = now_ns_;
  if (expected_ != 0 ? frame_.bytes.size() >= expected_ : stuffed) finish();
}

void TsFrames::finish() {
  frame_.ended_ns = now_ns_;
  if (open_ && !frame_.bytes.empty()) on_frame_(std::move(frame_));
  open_ = false;
}

}  // namespace diemcau::bench
