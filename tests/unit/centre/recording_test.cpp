// SPDX-License-Identifier: Apache-2.0
// What the centre lacks of a run is asked for, taken piece by piece, and put in its place.
#include <filesystem>
#include <format>
#include <string>

#include "centre/device/recording_api.h"
#include "centre/recording/segment_inbox.h"
#include "centre/recording/whole_recording.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/centre/room_stream.h"

namespace {

using namespace diemcau;
using namespace diemcau::centre;
using diemcau::test::RoomStream;
using diemcau::test::TempDir;
using diemcau::test::TsBytes;

constexpr char kSite[] = "79";
constexpr char kRun[] = "9f2c41d07be85a36";

std::string_view textOf(const TsBytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Six seconds of a room, a second a segment; the third was lost on the way.
struct Room {
  Room() {
    std::filesystem::create_directories(dir / kSite);
    std::string received;
    for (std::uint32_t i = 0; i < 6; ++i) {
      seconds.push_back(stream.second());
      if (i != 2) received += textOf(seconds.back());
    }
    test::writeWhole(dir / kSite / "20220715T010203.456Z-9f2c41d07be85a36.ts", received);
  }
  [[nodiscard]] static OfferedSegment segment(std::uint32_t i) {
    return *offeredSegmentFrom(std::format("{}-{}-{}-1657846923000", i, (i + 1) * 1000, (i + 2) * 1000));
  }
  SegmentWish put(std::uint32_t i, std::size_t offset, std::size_t size) {
    const std::string_view all = textOf(seconds[i]);
    return NEED(inbox.put(kSite, kRun, segment(i), {offset, all.size(), all.substr(offset, size)}));
  }

  TempDir dir;
  RoomStream stream;
  std::vector<TsBytes> seconds;
  SegmentInbox inbox{dir.path()};
};

void theMissingSegmentAloneIsWanted() {
  Room room;
  for (std::uint32_t i = 0; i < 5; ++i) {
    const SegmentWish wish = room.inbox.ask(kSite, kRun, Room::segment(i));
    CHECK_EQ(i == 2, wish.wanted);
    CHECK_EQ(std::uint64_t{0}, wish.offset);
  }
  // Of another run nothing is there, and this one is still known then.
  CHECK(room.inbox.ask(kSite, "0000000000000001", Room::segment(1)).wanted);
  CHECK(!room.inbox.ask(kSite, kRun, Room::segment(1)).wanted);
}

void anUploadGoesOnWhereItBrokeOff() {
  Room room;
  CHECK(room.put(2, 0, 10'000) == (SegmentWish{true, 10'000}));
  // A piece that comes again, and one that is missing another before it.
  CHECK(room.put(2, 0, 10'000) == (SegmentWish{true, 10'000}));
  CHECK(room.put(2, 20'000, 10'000) == (SegmentWish{true, 10'000}));
  // The centre starts anew in between.
  SegmentInbox another(room.dir.path());
  CHECK(another.ask(kSite, kRun, Room::segment(2)) == (SegmentWish{true, 10'000}));
  const std::size_t rest = room.seconds[2].size() - 10'000;
  CHECK(room.put(2, 10'000, rest) == SegmentWish{});
  CHECK(!room.inbox.ask(kSite, kRun, Room::segment(2)).wanted);
  CHECK(test::readWhole(broughtPath(room.dir / kSite, kRun, Room::segment(2))) == textOf(room.seconds[2]));
}

void aPieceThatDoesNotFitIsRefused() {
  Room room;
  const auto put = [&](std::uint64_t offset, std::uint64_t total, std::string_view bytes) {
    return room.inbox.put(kSite, kRun, Room::segment(2), {offset, total, bytes});
  };
  CHECK_EQ(std::string_view("piece_malformed"), put(0, 187, "x").error().code);
  CHECK_EQ(std::string_view("piece_malformed"), put(0, 188ULL << 30, "x").error().code);
  CHECK_EQ(std::string_view("piece_malformed"), put(187, 188, "xx").error().code);
  CHECK_EQ(std::string_view("piece_malformed"), put(UINT64_MAX, 188, "xx").error().code);
}

void aFolderThatCannotBeMadeIsTold() {
  Room room;
  test::writeWhole(room.dir / kSite / kRun, "");
  const auto put = room.inbox.put(kSite, kRun, Room::segment(2), {0, 188, "x"});
  CHECK_EQ(std::string_view("not_written"), put.error().code);
}

void theWholeRecordingIsTheStreamThatWasSent() {
  Room room;
  const WholeRecording holed = NEED(writeWholeRecording(room.dir / kSite, kRun));
  CHECK_EQ(std::size_t{2}, holed.holes.size());
  (void)room.put(2, 0, room.seconds[2].size());
  // One more that was received: it must not be there twice.
  (void)room.put(3, 0, room.seconds[3].size());

  const WholeRecording whole = NEED(writeWholeRecording(room.dir / kSite, kRun));
  CHECK(whole.holes.empty());
  CHECK_EQ(std::string("20220715T010203.456Z-9f2c41d07be85a36-whole.ts"), whole.file.filename().string());
  // Of the one that was there, the pictures.
  CHECK_EQ(std::uint64_t{80 + 30}, whole.brought);
  CHECK_EQ(std::uint64_t{480}, whole.units);
  const std::string bytes = test::readWhole(whole.file);
  TsUnitReader reader(0);
  std::vector<TsUnit> units;
  reader.add({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()},
             [&](const TsUnit& unit) { units.push_back(unit); });
  CHECK_EQ(std::size_t{480}, units.size());
  Coverage coverage;
  for (const TsUnit& unit : units) coverage.add(unit);
  CHECK(coverage.covers(1000 * kTicksPerMs, 6900 * kTicksPerMs));
  // It is no stream that was received.
  CHECK_EQ(std::size_t{1}, receivedFiles(room.dir / kSite, kRun).size());
  CHECK(runsOf(room.dir / kSite) == std::vector<std::string>{kRun});
}

// The one of before is no answer.
void aWholeRecordingThatCannotBeWrittenIsTold() {
  Room room;
  const WholeRecording before = NEED(writeWholeRecording(room.dir / kSite, kRun));
  std::filesystem::create_directories(before.file.string() + ".new/x");
  CHECK_EQ(std::string_view("not_written"), writeWholeRecording(room.dir / kSite, kRun).error().code);
}

void aRunOfWhichNothingWasReceivedIsWholeToo() {
  Room room;
  std::filesystem::remove(room.dir / kSite / "20220715T010203.456Z-9f2c41d07be85a36.ts");
  for (std::uint32_t i = 0; i < 3; ++i) (void)room.put(i, 0, room.seconds[i].size());
  const WholeRecording whole = NEED(writeWholeRecording(room.dir / kSite, kRun));
  CHECK(whole.holes.empty());
  CHECK_EQ(std::uint64_t{240}, whole.units);
  CHECK_EQ(std::string_view("no_such_run"), writeWholeRecording(room.dir / kSite, "0000000000000001").error().code);
}

void namesOfSegmentsAreReadAndOthersAreNot() {
  const auto segment = offeredSegmentFrom("7-70012-80012-1657846923000");
  CHECK_EQ(7U, segment->seq);
  CHECK_EQ(Ticks{70'012 * 90}, segment->begin);
  CHECK_EQ(Ticks{80'012 * 90}, segment->end);
  for (const char* text : {"", "7", "7-1-2", "7-1-2-", "7-2-1-0", "7-1-1-0", "-1-1-2-0", "7-1-2-0-", "7-1-2-0x",
                           "4294967296-1-2-0", "7-1-99999999999999999999-0", "7-1-9999999999999999999-0", "7--1-2-0"}) {
    CHECK(!offeredSegmentFrom(text));
  }
}

void rangesAreReadAndOthersAreNot() {
  const auto piece = pieceFrom("bytes 100-103/188", "abcd");
  CHECK_EQ(std::uint64_t{100}, piece->offset);
  CHECK_EQ(std::uint64_t{188}, piece->total);
  for (const char* text : {"", "bytes", "bytes 100-103", "bytes 100-102/188", "bytes 104-103/188", "bytes 100-103/*",
                           "bytes 100-103/103", "bytes 100-103/188 ", "octets 100-103/188", "bytes -103/188"}) {
    CHECK(!pieceFrom(text, "abcd"));
  }
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(theMissingSegmentAloneIsWanted), TEST(anUploadGoesOnWhereItBrokeOff), TEST(aPieceThatDoesNotFitIsRefused),
       TEST(aFolderThatCannotBeMadeIsTold), TEST(theWholeRecordingIsTheStreamThatWasSent),
       TEST(aWholeRecordingThatCannotBeWrittenIsTold), TEST(aRunOfWhichNothingWasReceivedIsWholeToo),
       TEST(namesOfSegmentsAreReadAndOthersAreNot), TEST(rangesAreReadAndOthersAreNot)});
}
