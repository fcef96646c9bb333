// SPDX-License-Identifier: Apache-2.0
// Names of runs and segments say all that is needed to know which is the oldest.
#include "daemon/recording/segment_list.h"

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::recording;
using diemcau::test::TempDir;

void namesComeBack() {
  const RunName run{12, "9f2c41d07be85a36"};
  CHECK_EQ(std::string("000012-9f2c41d07be85a36"), textOf(run));
  CHECK(runNameFrom(textOf(run)) == run);
  const SegmentName segment{7, 70'012};
  CHECK_EQ(std::string("00000007-0000070012.ts.enc"), textOf(segment));
  CHECK(segmentNameFrom(textOf(segment)) == segment);
  const SegmentName late{4'000'000'000, 999'999'999'999};
  CHECK(segmentNameFrom(textOf(late)) == late);
}

void otherNamesAreNotOurs() {
  for (const char* name : {"", "-", "12", "12-", "-9f2c41d07be85a36", "12-9f2c41d07be85a3", "12-9F2C41D07BE85A36",
                           "a-9f2c41d07be85a36", "12-../../../../../x", "99999999999-9f2c41d07be85a36"}) {
    CHECK(!runNameFrom(name));
  }
  for (const char* name : {"", ".ts.enc", "1-.ts.enc", "-1.ts.enc", "1-2.ts", "1-2.ts.enc.part", "1--2.ts.enc",
                           "x-2.ts.enc", "1-2x.ts.enc"}) {
    CHECK(!segmentNameFrom(name));
  }
}

void theOldestComesFirstWhateverTheRunsAreCalled() {
  const TempDir dir;
  for (const char* file :
       {"000002-00000000000000aa/00000000-0000001000.ts.enc", "000001-ffffffffffffffff/00000010-0000101000.ts.enc",
        "000001-ffffffffffffffff/00000009-0000091000.ts.enc", "000001-ffffffffffffffff/note.txt",
        "lost+found/00000000-0000001000.ts.enc"}) {
    std::filesystem::create_directories((dir / file).parent_path());
    test::writeWhole(dir / file, "12345");
  }
  const auto segments = NEED(listSegments(dir.path()));
  CHECK_EQ(std::size_t{3}, segments.size());
  CHECK_EQ(9U, segments[0].name.seq);
  CHECK_EQ(10U, segments[1].name.seq);
  CHECK_EQ(std::string("00000000000000aa"), segments[2].run.run);
  CHECK_EQ(std::uint64_t{5}, segments[2].bytes);
  CHECK_EQ(std::size_t{2}, NEED(listRuns(dir.path())).size());
}

void whereNothingIsThereIsNothing() {
  const TempDir dir;
  CHECK(NEED(listSegments(dir / "none")).empty());
  test::writeWhole(dir / "file", "");
  CHECK_EQ(std::string_view("not_readable"), listSegments(dir / "file").error().code);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(namesComeBack), TEST(otherNamesAreNotOurs),
                             TEST(theOldestComesFirstWhateverTheRunsAreCalled), TEST(whereNothingIsThereIsNothing)});
}
