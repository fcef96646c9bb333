// SPDX-License-Identifier: Apache-2.0
// Tables, PES headers, clock references and packets of the transport stream.
#include "daemon/media/uplink/ts_muxer.h"

#include <algorithm>
#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;
using Bytes = std::span<const std::uint8_t>;

// DVB (TR 101 290) asks for tables each 500 ms; on a narrow link they count.
constexpr std::chrono::nanoseconds kTablesEvery = 250ms;
// ISO/IEC 13818-1 asks for a PCR each 100 ms, DVB (TR 101 290) each 40 ms.
constexpr std::chrono::nanoseconds kPcrEvery = 40ms;
// How far the PCR runs behind the time stamps: sound is up to this much older than the picture beside it.
constexpr std::chrono::nanoseconds kPcrLead = 100ms;

constexpr std::uint8_t kVideoStreamId = 0xE0;
constexpr std::uint8_t kPrivateStream1 = 0xBD;
constexpr std::size_t kHeaderBytes = 4;

constexpr std::uint8_t low8(std::uint64_t value) { return static_cast<std::uint8_t>(value & 0xFF); }

// The 33-bit 90 kHz clock.
std::uint64_t ticks90k(std::chrono::nanoseconds time) {
  constexpr std::int64_t kTicks = 90'000;
  const std::int64_t ns = time.count();
  const std::int64_t seconds = ns / 1'000'000'000;
  const std::int64_t rest = ns % 1'000'000'000;
  return static_cast<std::uint64_t>(seconds * kTicks + rest * kTicks / 1'000'000'000) & 0x1'FFFF'FFFF;
}

// CRC-32/MPEG-2 (ISO/IEC 13818-1 annex A).
std::uint32_t crc32(Bytes bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const std::uint8_t byte : bytes) {
    crc ^= static_cast<std::uint32_t>(byte) << 24;
    for (int bit = 0; bit < 8; ++bit) crc = (crc << 1) ^ ((crc & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
  }
  return crc;
}

constexpr std::array<std::uint8_t, 12> kPatBody = {
    0x00, 0xB0, 0x0D,        // program association, 13 bytes follow
    0x00, 0x01,              // transport stream 1
    0xC1, 0x00, 0x00,        // version 0, current, section 0 of 0
    0x00, 0x01, 0xF0, 0x00,  // program 1: PMT at 0x1000
};

constexpr std::size_t kMapLengthAt = 2;
constexpr std::size_t kMapVersionAt = 5;
constexpr std::size_t kMapClockAt = 9;
constexpr std::size_t kMapSoundAt = 17;
constexpr std::size_t kMapChannelsAt = 31;
constexpr std::array<std::uint8_t, 32> kPmtBody = {
    0x02, 0xB0, 0x21,                                           // program map, 33 bytes follow
    0x00, 0x01, 0xC1, 0x00, 0x00,                               // program 1, version 0, current
    0xE1, 0x01,                                                 // PCR at 0x101
    0xF0, 0x00,                                                 // no program descriptors
    0x1B, 0xE1, 0x00, 0xF0, 0x00,                               // H.264 at 0x100
    0x06, 0xE1, 0x01, 0xF0, 0x0A,                               // private PES at 0x101, 10 bytes of descriptors
    0x05, 0x04, 'O',  'p',  'u',  's', 0x7F, 0x02, 0x80, 0x01,  // extension descriptor: Opus, one channel
};

std::array<std::uint8_t, 14> pesHeader(std::uint8_t stream_id, std::size_t payload, bool aligned,
                                       std::chrono::nanoseconds pts) {
  constexpr std::size_t kAfterLength = 8;
  const std::size_t whole = payload + kAfterLength;
  // With its length known a receiver has the unit when its last byte is there; 0 (unbounded, pictures
  // only) makes it wait for the next one.
  const std::size_t length = whole <= 0xFFFF ? whole : 0;
  const std::uint64_t t = ticks90k(pts);
  return {0x00,
          0x00,
          0x01,
          stream_id,
          low8(length >> 8),
          low8(length),
          static_cast<std::uint8_t>(aligned ? 0x84 : 0x80),
          0x80,
          0x05,
          low8(0x21 | (t >> 29 & 0x0E)),
          low8(t >> 22),
          low8((t >> 14) | 1),
          low8(t >> 7),
          low8((t << 1) | 1)};
}

// Contents of an adaptation field: flags, PCR, private data.
class Adaptation {
 public:
  Adaptation(const std::uint64_t* pcr, bool random_access, bool numbered) {
    if (pcr == nullptr && !random_access && !numbered) return;
    add({static_cast<std::uint8_t>((random_access ? 0x40 : 0) | (pcr != nullptr ? 0x10 : 0) | (numbered ? 0x02 : 0))});
    if (pcr != nullptr) {
      const std::uint64_t base = *pcr;
      add({low8(base >> 25), low8(base >> 17), low8(base >> 9), low8(base >> 1), low8((base & 1) << 7 | 0x7E), 0});
    }
    if (!numbered) return;
    add({low8(kMessageNumberField.size())});
    add(kMessageNumberField);
  }
  [[nodiscard]] Bytes bytes() const { return Bytes(bytes_).first(size_); }

 private:
  void add(std::initializer_list<std::uint8_t> bytes) { add(Bytes(bytes.begin(), bytes.size())); }
  void add(Bytes bytes) {
    std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
  }

  std::array<std::uint8_t, 18> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace

void TsMuxer::mux(const EncodedUnit& unit, Out& ahead, Out& pictures) {
  const bool remapped = unit.kind == UnitKind::Sound && std::exchange(channels_, unit.channels) != unit.channels;
  if (remapped) map_version_ = (map_version_ + 1) & 0x1F;
  tables(unit.pts, unit.keyframe || remapped, ahead);
  if (unit.kind == UnitKind::Video) {
    if (numbered_ && !ahead.empty()) numberAlone(ahead);
    const std::uint64_t pcr = ticks90k(unit.pts - kPcrLead);
    packets(video_, pesHeader(kVideoStreamId, unit.bytes.size(), true, unit.pts), unit.bytes,
            channels_ == 0 ? &pcr : nullptr, unit.keyframe, pictures);
    return;
  }
  // A packet of sound hardly ever fills its last TS packet: the clock costs nothing there, and sound is always sent.
  const std::uint64_t pcr = ticks90k(unit.pts - kPcrLead);
  const bool clock = unit.pts - pcr_at_ >= kPcrEvery;
  if (clock) pcr_at_ = unit.pts;
  // Opus control header: prefix 0x3FF in eleven bits, no trimming, then the packet's size in 255s.
  sound_header_.clear();
  std::size_t left = unit.bytes.size();
  const std::size_t control = 2 + left / 255 + 1;
  const auto pes = pesHeader(kPrivateStream1, control + left, true, unit.pts);
  sound_header_.assign(pes.begin(), pes.end());
  sound_header_.insert(sound_header_.end(), {0x7F, 0xE0});
  for (; left >= 255; left -= 255) sound_header_.push_back(0xFF);
  sound_header_.push_back(static_cast<std::uint8_t>(left));
  packets(sound_, sound_header_, unit.bytes, clock ? &pcr : nullptr, false, ahead);
}

void TsMuxer::tables(std::chrono::nanoseconds pts, bool now, Out& out) {
  if (!now && tables_at_ >= 0ns && pts - tables_at_ < kTablesEvery) return;
  tables_at_ = std::max(pts, tables_at_);
  section(pat_, kPatBody, out);
  programMap(out);
}

void TsMuxer::programMap(Out& out) {
  auto body = kPmtBody;
  body[kMapVersionAt] = static_cast<std::uint8_t>(0xC1 | map_version_ << 1);
  if (channels_ > 0) {
    body[kMapChannelsAt] = low8(channels_);
    return section(pmt_, body, out);
  }
  // Without the stream of sound, and the clock is the picture's.
  body[kMapLengthAt] = low8(body[kMapLengthAt] - (body.size() - kMapSoundAt));
  body[kMapClockAt] = low8(video_.pid);
  section(pmt_, Bytes(body).first(kMapSoundAt), out);
}

void TsMuxer::section(Stream& stream, Bytes body, Out& out) {
  const std::uint32_t crc = crc32(body);
  const std::size_t end = out.size() + kTsPacketBytes;
  out.insert(out.end(), {0x47, static_cast<std::uint8_t>(0x40 | stream.pid >> 8), low8(stream.pid),
                         static_cast<std::uint8_t>(0x10 | stream.counter), 0x00});
  stream.counter = (stream.counter + 1) & 0x0F;
  out.insert(out.end(), body.begin(), body.end());
  out.insert(out.end(), {low8(crc >> 24), low8(crc >> 16), low8(crc >> 8), low8(crc)});
  out.resize(end, 0xFF);
}

void TsMuxer::packets(Stream& stream, Bytes header, Bytes body, const std::uint64_t* pcr, bool random_access,
                      Out& out) {
  bool first = true;
  while (!header.empty() || !body.empty()) {
    const bool begins = first || out.size() % kMessageBytes == 0;
    const Adaptation adaptation(first ? pcr : nullptr, first && random_access, numbered_ && begins);
    const Bytes field = adaptation.bytes();
    const std::size_t used = field.size();
    const std::size_t room = kTsPacketBytes - kHeaderBytes - (used > 0 ? used + 1 : 0);
    const std::size_t payload = std::min(room, header.size() + body.size());
    // What the payload leaves over is adaptation field: a length byte, then contents and stuffing.
    const std::size_t space = kTsPacketBytes - kHeaderBytes - payload;
    out.insert(out.end(), {0x47, static_cast<std::uint8_t>((first ? 0x40 : 0) | stream.pid >> 8), low8(stream.pid),
                           static_cast<std::uint8_t>((space > 0 ? 0x30 : 0x10) | stream.counter)});
    stream.counter = (stream.counter + 1) & 0x0F;
    if (space > 0) {
      const std::size_t end = out.size() + space;
      out.push_back(static_cast<std::uint8_t>(space - 1));
      out.insert(out.end(), field.begin(), field.end());
      if (space > 1 && used == 0) out.push_back(0);
      out.resize(end, 0xFF);
    }
    const std::size_t from_header = std::min(payload, header.size());
    out.insert(out.end(), header.begin(), header.begin() + static_cast<std::ptrdiff_t>(from_header));
    header = header.subspan(from_header);
    const std::size_t from_body = payload - from_header;
    out.insert(out.end(), body.begin(), body.begin() + static_cast<std::ptrdiff_t>(from_body));
    body = body.subspan(from_body);
    first = false;
  }
}

// A packet without payload does not count (ISO/IEC 13818-1, 2.4.3.3).
void TsMuxer::numberAlone(Out& out) const {
  const std::size_t end = out.size() + kTsPacketBytes;
  const std::uint8_t last = (video_.counter - 1) & 0x0F;
  out.insert(out.end(), {0x47, low8(video_.pid >> 8), low8(video_.pid), static_cast<std::uint8_t>(0x20 | last),
                         static_cast<std::uint8_t>(kTsPacketBytes - kHeaderBytes - 1)});
  const Adaptation adaptation(nullptr, false, true);
  out.insert(out.end(), adaptation.bytes().begin(), adaptation.bytes().end());
  out.resize(end, 0xFF);
}

}  // namespace diemcau::media
