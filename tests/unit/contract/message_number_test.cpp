// SPDX-License-Identifier: Apache-2.0
// The number in a message, found again and in nobody's way.
#include "contract/message_number.h"

#include <algorithm>
#include <ranges>
#include <vector>

#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using Bytes = std::vector<std::uint8_t>;

constexpr MessageNumber kNumber{.stream = 0xDEADBEEF, .number = 0x01020304};

// A TS packet whose adaptation field begins so, filled up with 0xFF.
Bytes packetWith(const Bytes& adaptation, std::uint8_t length = 183) {
  Bytes packet = {0x47, 0x01, 0x00, 0x20, length};
  packet.insert(packet.end(), adaptation.begin(), adaptation.end());
  packet.resize(kTsPacketBytes, 0xFF);
  return packet;
}

Bytes fieldBehind(Bytes front) {
  front.push_back(static_cast<std::uint8_t>(kMessageNumberField.size()));
  front.insert(front.end(), kMessageNumberField.begin(), kMessageNumberField.end());
  return front;
}

void aNumberIsFoundWhereverItStands() {
  const Bytes clock(6, 0x55);
  Bytes with_clock = {0x12};
  with_clock.insert(with_clock.end(), clock.begin(), clock.end());
  Bytes everything = {0x1E};
  everything.insert(everything.end(), clock.begin(), clock.end());
  everything.insert(everything.end(), clock.begin(), clock.end());
  everything.push_back(3);
  for (const Bytes& front : {Bytes{0x02}, with_clock, everything}) {
    for (std::size_t others = 0; others < kMessagePackets; ++others) {
      Bytes message(others * kTsPacketBytes, 0);
      for (std::size_t i = 0; i < others; ++i) {
        message[i * kTsPacketBytes] = 0x47;
        message[i * kTsPacketBytes + 3] = 0x10;
      }
      const Bytes packet = packetWith(fieldBehind(front));
      message.insert(message.end(), packet.begin(), packet.end());
      const Bytes before = message;
      CHECK(writeMessageNumber(message, kNumber));
      CHECK(readMessageNumber(message) == kNumber);
      CHECK_EQ(before.size(), message.size());
      CHECK_EQ(8L, std::ranges::count_if(std::views::iota(std::size_t{0}, message.size()),
                                         [&](std::size_t i) { return message[i] != before[i]; }));
    }
  }
}

void behindAnotherFieldItIsFoundToo() {
  Bytes packet = packetWith({0x02, 14, 0x02, 2, 0xAA, 0xBB, 0xDC, 8});
  CHECK(writeMessageNumber(packet, kNumber));
  CHECK(readMessageNumber(packet) == kNumber);
}

void whatDoesNotFitTogetherHasNone() {
  const std::vector<Bytes> broken = {
      {},
      Bytes(187, 0x47),
      Bytes(kTsPacketBytes, 0),
      packetWith(fieldBehind({0x02}), 0),                             // an empty field
      packetWith(fieldBehind({0x02}), 184),                           // longer than the packet
      packetWith(fieldBehind({0x02}), 11),                            // shorter than what is in it
      packetWith(fieldBehind({0x00})),                                // without the flag
      packetWith({0x02, 183, 0xDC, 8}),                               // private data longer than the field
      packetWith({0x02, 9, 0xDC, 8}),                                 // the field longer than the private data
      packetWith({0x02, 10, 0xDC, 7}),                                // of another length
      packetWith({0x02, 1, 0xDC}),                                    // cut off
      packetWith({0x1E, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 13),  // ends before its private data
  };
  for (Bytes message : broken) {
    CHECK(!readMessageNumber(message));
    CHECK(!writeMessageNumber(message, kNumber));
  }
}

void paddingIsNullPacketsAlone() {
  Bytes null(kTsPacketBytes, 0xFF);
  null[0] = 0x47;
  null[1] = 0x1F;
  CHECK(isPadding(null));
  Bytes two = null;
  two.insert(two.end(), null.begin(), null.end());
  CHECK(isPadding(two));
  two[kTsPacketBytes + 2] = 0;
  CHECK(!isPadding(two));
  null.pop_back();
  CHECK(!isPadding(null));
  CHECK(!isPadding({}));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(aNumberIsFoundWhereverItStands), TEST(behindAnotherFieldItIsFoundToo),
                             TEST(whatDoesNotFitTogetherHasNone), TEST(paddingIsNullPacketsAlone)});
}
