// SPDX-License-Identifier: Apache-2.0
// Packets, PES headers and continuity.
#include "centre/recording/ts_units.h"

#include <algorithm>

namespace diemcau::centre {
namespace {

constexpr std::uint8_t kSync = 0x47;
constexpr std::size_t kHeaderBytes = 4;
constexpr std::size_t kPesHeaderBytes = 14;  // with a time stamp
constexpr std::size_t kPesLengthEnd = 6;     // what its length counts begins here
constexpr std::uint64_t kWrap = std::uint64_t{1} << 33;

}  // namespace

void TsUnitReader::add(std::span<const std::uint8_t> bytes, const Take& take) {
  while (!bytes.empty()) {
    if (partial_bytes_ == 0 && bytes.front() != kSync) {
      bytes = bytes.subspan(1);
      ++offset_;
      continue;
    }
    const std::size_t part = std::min(kTsPacketBytes - partial_bytes_, bytes.size());
    std::copy_n(bytes.begin(), part, partial_.begin() + static_cast<std::ptrdiff_t>(partial_bytes_));
    partial_bytes_ += part;
    bytes = bytes.subspan(part);
    if (partial_bytes_ < kTsPacketBytes) return;
    packet(partial_, take);
    partial_bytes_ = 0;
    offset_ += kTsPacketBytes;
  }
}

void TsUnitReader::end(const Take& take) {
  for (Stream* stream : {&video_, &sound_}) {
    if (stream->open && stream->length == 0) take(*stream->open);
    stream->open.reset();
  }
}

void TsUnitReader::packet(const Packet& packet, const Take& take) {
  const auto pid = static_cast<std::uint16_t>((packet[1] & 0x1F) << 8 | packet[2]);
  if (pid != kVideoPid && pid != kSoundPid) return;
  const bool has_payload = (packet[3] & 0x10) != 0;
  const std::size_t adaptation = (packet[3] & 0x20) != 0 ? 1 + std::size_t{packet[4]} : 0;
  const std::size_t payload = kHeaderBytes + adaptation;
  if (!has_payload || payload >= kTsPacketBytes) return;

  Stream& stream = pid == kVideoPid ? video_ : sound_;
  const std::uint8_t counter = packet[3] & 0x0F;
  const bool follows = !stream.counter || counter == ((*stream.counter + 1) & 0x0F);
  stream.counter = counter;
  if (!follows) stream.open.reset();
  if ((packet[1] & 0x40) != 0) {
    if (stream.open && stream.length == 0) take(*stream.open);
    begin(stream, pid, packet, payload);
  }
  if (!stream.open) return;
  stream.open->last = offset_;
  stream.taken += kTsPacketBytes - payload;
  if (stream.length == 0 || stream.taken < stream.length) return;
  if (stream.taken == stream.length) take(*stream.open);
  stream.open.reset();
}

void TsUnitReader::begin(Stream& stream, std::uint16_t pid, const Packet& packet, std::size_t payload) {
  stream.open.reset();
  if (kTsPacketBytes - payload < kPesHeaderBytes) return;
  const auto* pes = packet.data() + payload;
  const bool stamped = pes[0] == 0 && pes[1] == 0 && pes[2] == 1 && (pes[7] & 0x80) != 0;
  if (!stamped) return;
  const std::size_t told = static_cast<std::size_t>(pes[4]) << 8 | pes[5];
  stream.length = told == 0 ? 0 : told + kPesLengthEnd;
  stream.taken = 0;
  const std::uint64_t pts = static_cast<std::uint64_t>(pes[9] >> 1 & 0x07) << 30 |
                            static_cast<std::uint64_t>(pes[10]) << 22 | static_cast<std::uint64_t>(pes[11] >> 1) << 15 |
                            static_cast<std::uint64_t>(pes[12]) << 7 | static_cast<std::uint64_t>(pes[13] >> 1);
  const bool random_access = (packet[3] & 0x20) != 0 && packet[4] > 0 && (packet[5] & 0x40) != 0;
  stream.open = TsUnit{
      .pid = pid, .keyframe = pid == kVideoPid && random_access, .pts = unwrap(pts), .first = offset_, .last = offset_};
}

Ticks TsUnitReader::unwrap(std::uint64_t pts) {
  const std::uint64_t ahead = (pts - static_cast<std::uint64_t>(pts_)) % kWrap;
  const auto step = static_cast<Ticks>(ahead);
  pts_ += ahead < kWrap / 2 ? step : step - static_cast<Ticks>(kWrap);
  return pts_;
}

}  // namespace diemcau::centre
