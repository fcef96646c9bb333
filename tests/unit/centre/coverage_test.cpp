// SPDX-License-Identifier: Apache-2.0
// What of a room's stream arrived, as its bytes tell.
#include "centre/recording/coverage.h"

#include <algorithm>

#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/room_stream.h"

namespace {

using namespace diemcau;
using namespace diemcau::centre;
using diemcau::test::RoomStream;
using diemcau::test::TsBytes;
using diemcau::test::operator+;

constexpr Ticks kSecond = 1000 * kTicksPerMs;

Coverage coverageOf(const TsBytes& bytes, Ticks near = 0, std::size_t piece = 1316) {
  Coverage coverage;
  TsUnitReader reader(near);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    const std::span<const std::uint8_t> all(bytes);
    reader.add(all.subspan(at, std::min(piece, bytes.size() - at)), [&](const TsUnit& unit) { coverage.add(unit); });
  }
  return coverage;
}

std::vector<TsUnit> unitsOf(const TsBytes& bytes) {
  std::vector<TsUnit> units;
  TsUnitReader reader(0);
  reader.add(bytes, [&](const TsUnit& unit) { units.push_back(unit); });
  return units;
}

void eachUnitIsFound() {
  RoomStream room;
  const auto units = unitsOf(room.second() + room.second());
  CHECK_EQ(std::size_t{160}, units.size());
  CHECK_EQ(std::ptrdiff_t{60}, std::ranges::count(units, kVideoPid, &TsUnit::pid));
  CHECK_EQ(std::ptrdiff_t{2}, std::ranges::count(units, true, &TsUnit::keyframe));
  CHECK(std::ranges::contains(units, kSecond, &TsUnit::pts));
}

void aWholeStreamIsCoveredHoweverItIsCut() {
  RoomStream room;
  TsBytes bytes;
  for (int i = 0; i < 3; ++i) bytes = bytes + room.second();
  for (const std::size_t piece : {1U, 7U, 188U, 1316U, 100'000U}) {
    const Coverage coverage = coverageOf(bytes, 0, piece);
    CHECK(coverage.covers(kSecond, 3 * kSecond + kSecond * 9 / 10));
    CHECK(!coverage.covers(0, kSecond));
    CHECK(!coverage.covers(3 * kSecond, 5 * kSecond));
  }
}

// Each message of the network, seven packets, lost alone.
void oneLostMessageIsAGapWhereverItWas() {
  RoomStream room;
  const TsBytes before = room.second();
  const TsBytes middle = room.second();
  const TsBytes after = room.second();
  for (std::size_t at = 0; at + kMessageBytes <= middle.size(); at += 11 * kMessageBytes) {
    TsBytes lost = middle;
    lost.erase(lost.begin() + static_cast<std::ptrdiff_t>(at),
               lost.begin() + static_cast<std::ptrdiff_t>(at + kMessageBytes));
    const Coverage coverage = coverageOf(before + lost + after);
    CHECK(!coverage.covers(kSecond, 3 * kSecond));
  }
}

void whatAQueueDroppedIsAGapToo() {
  RoomStream room;
  const TsBytes before = room.second();
  room.skip(1);  // continuity counters go on, time stamps do not
  const TsBytes after = room.second();
  const Coverage coverage = coverageOf(before + after);
  CHECK(coverage.covers(kSecond, kSecond * 19 / 10));
  CHECK(coverage.covers(3 * kSecond, kSecond * 39 / 10));
  CHECK(!coverage.covers(kSecond, 3 * kSecond));
}

void timeStampsWrapAndTheTimelineGoesOn() {
  constexpr Ticks kWrap = Ticks{1} << 33;
  RoomStream room;
  room.skip(static_cast<int>(kWrap / kSecond) - 2);  // the wrap is in the third second from here
  TsBytes bytes;
  for (int i = 0; i < 6; ++i) bytes = bytes + room.second();
  // Told where it is, to an hour or so.
  const Coverage coverage = coverageOf(bytes, kWrap - 3600 * kSecond);
  CHECK(coverage.covers(kWrap - kSecond, kWrap + 2 * kSecond));
  CHECK(!coverage.covers(kSecond, 2 * kSecond));
}

void bytesThatAreNoStreamAreNothing() {
  const TsBytes noise(100'000, 0x47);
  CHECK(!coverageOf(noise).covers(0, kSecond));
  CHECK(!coverageOf(TsBytes(100'000, 0x11)).covers(0, kSecond));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(eachUnitIsFound), TEST(aWholeStreamIsCoveredHoweverItIsCut),
                             TEST(oneLostMessageIsAGapWhereverItWas), TEST(whatAQueueDroppedIsAGapToo),
                             TEST(timeStampsWrapAndTheTimelineGoesOn), TEST(bytesThatAreNoStreamAreNothing)});
}
