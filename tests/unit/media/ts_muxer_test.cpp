// SPDX-License-Identifier: Apache-2.0
// What a receiver finds in our transport stream.
#include "daemon/media/uplink/ts_muxer.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t kPat = 0;
constexpr std::uint16_t kPmt = 0x1000;
constexpr std::uint16_t kVideo = 0x100;
constexpr std::uint16_t kSound = 0x101;

// One packet, taken apart as ISO/IEC 13818-1 says.
struct Packet {
  std::uint16_t pid = 0;
  bool starts = false;
  bool random_access = false;
  std::uint8_t counter = 0;
  bool has_payload = false;
  std::int64_t pcr = -1;  // 90 kHz
  Bytes payload;
};

std::vector<Packet> takeApart(const Bytes& stream) {
  std::vector<Packet> packets;
  CHECK_EQ(std::size_t{0}, stream.size() % kTsPacketBytes);
  for (std::size_t at = 0; at < stream.size(); at += kTsPacketBytes) {
    const std::uint8_t* p = stream.data() + at;
    CHECK_EQ(0x47, static_cast<int>(p[0]));
    Packet packet;
    packet.pid = static_cast<std::uint16_t>((p[1] & 0x1F) << 8 | p[2]);
    packet.starts = (p[1] & 0x40) != 0;
    packet.counter = p[3] & 0x0F;
    packet.has_payload = (p[3] & 0x10) != 0;
    std::size_t begin = 4;
    if ((p[3] & 0x20) != 0) {
      const std::size_t length = p[4];
      begin += 1 + length;
      CHECK(begin <= kTsPacketBytes);
      packet.random_access = length > 0 && (p[5] & 0x40) != 0;
      if (length > 0 && (p[5] & 0x10) != 0) {
        packet.pcr = static_cast<std::int64_t>(p[6]) << 25 | p[7] << 17 | p[8] << 9 | p[9] << 1 | p[10] >> 7;
      }
    }
    packet.payload.assign(p + begin, p + kTsPacketBytes);
    if (!packet.has_payload) packet.payload.clear();
    packets.push_back(packet);
  }
  return packets;
}

struct Pes {
  std::size_t length = 0;  // as its header says
  std::int64_t pts = 0;
  Bytes body;
};

// All payload of a PID as one PES packet.
Pes pesOf(const std::vector<Packet>& packets, std::uint16_t pid) {
  Bytes all;
  for (const Packet& packet : packets) {
    if (packet.pid == pid) all.insert(all.end(), packet.payload.begin(), packet.payload.end());
  }
  CHECK(all.size() > 14);
  CHECK(all[0] == 0 && all[1] == 0 && all[2] == 1);
  Pes pes;
  pes.length = static_cast<std::size_t>(all[4] << 8 | all[5]);
  pes.pts = static_cast<std::int64_t>(all[9] >> 1 & 7) << 30 | all[10] << 22 | (all[11] >> 1) << 15 | all[12] << 7 |
            all[13] >> 1;
  pes.body.assign(all.begin() + 14, all.end());
  return pes;
}

Bytes someBytes(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * 7);
  return bytes;
}

Bytes muxed(TsMuxer& muxer, UnitKind kind, std::chrono::nanoseconds pts, const Bytes& bytes, bool keyframe = false) {
  Bytes out;
  Bytes pictures;
  muxer.mux({.kind = kind, .keyframe = keyframe, .pts = pts, .bytes = bytes}, out, pictures);
  out.insert(out.end(), pictures.begin(), pictures.end());
  return out;
}

void unitsOfEverySizeArriveWhole() {
  TsMuxer muxer;
  for (const std::size_t size :
       {1U, 100U, 150U, 156U, 157U, 158U, 169U, 170U, 171U, 184U, 5000U, 65'527U, 65'528U, 200'000U}) {
    const Bytes unit = someBytes(size);
    const Pes pes = pesOf(takeApart(muxed(muxer, UnitKind::Video, 5s, unit)), kVideo);
    CHECK(unit == pes.body);
    CHECK_EQ(size + 8 <= 0xFFFF ? size + 8 : 0, pes.length);
    CHECK_EQ(std::int64_t{450'000}, pes.pts);
  }
}

void opusPacketsCarryTheirControlHeader() {
  TsMuxer muxer;
  for (const std::size_t size : {3U, 160U, 254U, 255U, 256U, 510U, 1275U}) {
    const Bytes unit = someBytes(size);
    const Pes pes = pesOf(takeApart(muxed(muxer, UnitKind::Sound, 20ms, unit)), kSound);
    CHECK(pes.body[0] == 0x7F && pes.body[1] == 0xE0);
    std::size_t at = 2;
    std::size_t told = 0;
    while (pes.body[at] == 0xFF) told += pes.body[at++];
    told += pes.body[at++];
    CHECK_EQ(size, told);
    CHECK(unit == Bytes(pes.body.begin() + static_cast<std::ptrdiff_t>(at), pes.body.end()));
    CHECK_EQ(pes.body.size() + 8, pes.length);
  }
}

// Each picture is at most 100 ms after the one before: often enough for a clock (ISO/IEC 13818-1).
void picturesAloneCarryTheClock() {
  TsMuxer muxer(0);
  for (const bool keyframe : {true, false}) {
    const auto packets = takeApart(muxed(muxer, UnitKind::Video, 5s, someBytes(700), keyframe));
    const auto first = std::ranges::find(packets, kVideo, &Packet::pid);
    CHECK_EQ(std::int64_t{450'000 - 9'000}, first->pcr);
    CHECK_EQ(keyframe, first->random_access);
    CHECK(someBytes(700) == pesOf(packets, kVideo).body);
    const auto map = std::ranges::find(packets, kPmt, &Packet::pid);
    CHECK_EQ(keyframe, map != packets.end());
    if (!keyframe) continue;
    const Bytes section(map->payload.begin() + 1, map->payload.end());
    CHECK_EQ(18, static_cast<int>(section[2]));  // bytes that follow: one stream of five, and the checksum
    CHECK_EQ(int{kVideo}, (section[8] & 0x1F) << 8 | section[9]);
    CHECK_EQ(0x1B, static_cast<int>(section[12]));
    CHECK_EQ(0xFF, static_cast<int>(section[21]));
  }
}

void countersHaveNoGaps() {
  TsMuxer muxer;
  std::map<std::uint16_t, std::uint8_t> next;
  for (int i = 0; i < 200; ++i) {
    const auto kind = i % 3 == 0 ? UnitKind::Video : UnitKind::Sound;
    for (const Packet& packet : takeApart(muxed(muxer, kind, i * 50ms, someBytes(700), i % 60 == 0))) {
      if (!packet.has_payload) continue;
      if (next.contains(packet.pid)) CHECK_EQ(static_cast<int>(next[packet.pid]), static_cast<int>(packet.counter));
      next[packet.pid] = (packet.counter + 1) & 0x0F;
    }
  }
  CHECK_EQ(std::size_t{4}, next.size());
}

// Version and channels as the program map tells them.
std::pair<int, int> mapOf(const std::vector<Packet>& packets) {
  for (const Packet& packet : packets) {
    if (packet.pid == kPmt) return {packet.payload[1 + 5] >> 1 & 0x1F, packet.payload[1 + 31]};
  }
  return {-1, -1};
}

void theMapTellsHowManyChannelsThereAre() {
  TsMuxer muxer(2);
  const auto sound = [&](std::chrono::nanoseconds pts, std::uint32_t channels) {
    Bytes out;
    Bytes pictures;
    muxer.mux({.kind = UnitKind::Sound, .channels = channels, .pts = pts, .bytes = someBytes(20)}, out, pictures);
    CHECK(pictures.empty());
    return mapOf(takeApart(out));
  };
  // Right from the first picture on, though no sound was there yet.
  CHECK((mapOf(takeApart(muxed(muxer, UnitKind::Video, 1s, someBytes(10), true))) == std::pair(0, 2)));
  CHECK((sound(1s, 2) == std::pair(-1, -1)));
  CHECK((sound(1s + 20ms, 1) == std::pair(1, 1)));
  CHECK((sound(1s + 40ms, 1) == std::pair(-1, -1)));
  CHECK((sound(1s + 60ms, 2) == std::pair(2, 2)));
}

void anIdrPictureComesAfterTheTables() {
  TsMuxer muxer;
  (void)muxed(muxer, UnitKind::Video, 1s, someBytes(10), true);
  const auto packets = takeApart(muxed(muxer, UnitKind::Video, 1s + 33ms, someBytes(10), true));
  CHECK_EQ(std::size_t{3}, packets.size());
  CHECK_EQ(kPat, packets[0].pid);
  CHECK_EQ(kPmt, packets[1].pid);
  CHECK_EQ(kVideo, packets[2].pid);
  CHECK(packets[2].random_access);
  CHECK(packets[2].starts);
}

void tablesAndClockComeOftenEnough() {
  TsMuxer muxer;
  std::int64_t last_pcr = -1;
  std::chrono::nanoseconds last_table = -1s;
  for (int i = 0; i < 500; ++i) {
    // Sound alone for a while in the middle.
    const bool picture = i % 2 == 0 && (i < 100 || i > 300);
    const auto pts = 1s + i * 20ms;
    for (const Packet& packet :
         takeApart(muxed(muxer, picture ? UnitKind::Video : UnitKind::Sound, pts, someBytes(300)))) {
      if (packet.pid == kPat) last_table = pts;
      if (packet.pcr < 0) continue;
      CHECK_EQ(kSound, packet.pid);
      CHECK(packet.pcr > last_pcr);
      last_pcr = packet.pcr;
    }
    CHECK(pts - last_table < 270ms);
    const std::int64_t now = std::chrono::nanoseconds(pts).count() * 9 / 100'000;
    if (i == 0) continue;  // no sound yet
    CHECK(now - last_pcr < 9000 + 4 * 1800);
    CHECK(now > last_pcr);
  }
}

// Order is kept within a stream, whichever way its packets take.
void soundAndTablesMayPassAPictureThatWaits() {
  TsMuxer muxer;
  std::map<std::uint16_t, std::uint8_t> next;
  const auto send = [&](const Bytes& packets) {
    for (const Packet& packet : takeApart(packets)) {
      if (next.contains(packet.pid)) CHECK_EQ(static_cast<int>(next[packet.pid]), static_cast<int>(packet.counter));
      next[packet.pid] = (packet.counter + 1) & 0x0F;
    }
  };
  Bytes waiting;
  for (int i = 0; i < 100; ++i) {
    Bytes ahead;
    const auto kind = i % 4 == 0 ? UnitKind::Video : UnitKind::Sound;
    muxer.mux({.kind = kind, .keyframe = i % 40 == 0, .pts = i * 20ms, .bytes = someBytes(2000)}, ahead, waiting);
    send(ahead);
    if (i % 10 == 9) send(std::exchange(waiting, {}));
  }
  CHECK_EQ(std::size_t{4}, next.size());
}

void pictureTimesMayRunPastTheClocksEnd() {
  TsMuxer muxer;
  const auto day = 27h;  // 2^33 ticks are 26.5 hours
  const Pes pes = pesOf(takeApart(muxed(muxer, UnitKind::Video, day, someBytes(10))), kVideo);
  CHECK_EQ(std::int64_t{27} * 3600 * 90'000 - (std::int64_t{1} << 33), pes.pts);
}

// Whatever is muxed: each message has a number, and who does not know of it sees the same stream.
void everyMessageHasRoomForItsNumber() {
  TsMuxer plain;
  TsMuxer numbered(1, TsMuxer::Messages::Numbered);
  std::vector<Packet> seen;
  for (int i = 0; i < 200; ++i) {
    const bool picture = i % 3 != 0;
    const Bytes unit = someBytes(picture ? static_cast<std::size_t>(1 + i * 97) : static_cast<std::size_t>(1 + i * 7));
    const EncodedUnit one{
        .kind = picture ? UnitKind::Video : UnitKind::Sound, .keyframe = i % 60 == 1, .pts = i * 20ms, .bytes = unit};
    Bytes ahead;
    Bytes pictures;
    numbered.mux(one, ahead, pictures);
    for (Bytes* lane : {&ahead, &pictures}) {
      for (std::size_t at = 0; at < lane->size(); at += kMessageBytes) {
        const MessageNumber number{.stream = 5, .number = static_cast<std::uint32_t>(i)};
        const auto message = std::span(*lane).subspan(at, std::min(kMessageBytes, lane->size() - at));
        CHECK(writeMessageNumber(message, number));
        CHECK(readMessageNumber(message) == number);
      }
    }
    ahead.insert(ahead.end(), pictures.begin(), pictures.end());
    const Pes got = pesOf(takeApart(ahead), picture ? kVideo : kSound);
    const Pes wanted = pesOf(takeApart(muxed(plain, one.kind, one.pts, unit, one.keyframe)), picture ? kVideo : kSound);
    CHECK(got.body == wanted.body);
    CHECK_EQ(wanted.pts, got.pts);
    const auto packets = takeApart(ahead);
    seen.insert(seen.end(), packets.begin(), packets.end());
  }
  std::map<std::uint16_t, std::uint8_t> counters;
  for (const Packet& packet : seen) {
    const auto [last, first] = counters.try_emplace(packet.pid, packet.counter);
    if (!first) CHECK_EQ(packet.has_payload ? (last->second + 1) & 0x0F : last->second, packet.counter);
    last->second = packet.counter;
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(unitsOfEverySizeArriveWhole), TEST(opusPacketsCarryTheirControlHeader),
                             TEST(picturesAloneCarryTheClock), TEST(countersHaveNoGaps),
                             TEST(theMapTellsHowManyChannelsThereAre), TEST(anIdrPictureComesAfterTheTables),
                             TEST(tablesAndClockComeOftenEnough), TEST(soundAndTablesMayPassAPictureThatWaits),
                             TEST(pictureTimesMayRunPastTheClocksEnd), TEST(everyMessageHasRoomForItsNumber)});
}
