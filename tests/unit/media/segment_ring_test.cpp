// SPDX-License-Identifier: Apache-2.0
// The recording stays within its quota, and the oldest goes first.
#include "daemon/media/record/segment_ring.h"

#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::media;
using diemcau::test::TempDir;

constexpr char kFirst[] = "00000000000000aa";
constexpr char kSecond[] = "00000000000000bb";
constexpr std::uint64_t kQuota = 1'000'000;

RecordingPlan planAt(const std::filesystem::path& directory) {
  return {.directory = directory.string(), .key = std::string(32, 'k'), .quota_mb = 1};
}

void writeSegment(SegmentRing& ring, const std::string& run, std::uint32_t seq, std::size_t bytes) {
  SegmentWriter* const segment =
      NEED(ring.begin({.run = run, .seq = seq, .first_pts_ms = seq * 10'000U, .started_at = {}}));
  NEED(segment->write(std::vector<std::uint8_t>(bytes)));
  NEED(segment->sync());
}

std::vector<std::uint32_t> keptAt(const TempDir& dir) {
  std::vector<std::uint32_t> seqs;
  for (const auto& segment : NEED(recording::listSegments(dir.path()))) seqs.push_back(segment.name.seq);
  return seqs;
}

void theOldestGoesFirst() {
  const TempDir dir;
  const auto ring = NEED(SegmentRing::open(planAt(dir.path()), kFirst));
  for (std::uint32_t seq = 0; seq < 6; ++seq) {
    writeSegment(*ring, kFirst, seq, 300'000);
    NEED(ring->makeRoom());
    CHECK(ring->bytes() <= kQuota);
  }
  NEED(ring->end());
  CHECK(keptAt(dir) == (std::vector<std::uint32_t>{3, 4, 5}));
  CHECK_EQ(3U, ring->segments());
}

void earlierRunsGoBeforeThisOne() {
  const TempDir dir;
  {
    const auto ring = NEED(SegmentRing::open(planAt(dir.path()), kFirst));
    for (std::uint32_t seq = 0; seq < 3; ++seq) writeSegment(*ring, kFirst, seq + 100, 300'000);
    NEED(ring->end());
  }
  const auto ring = NEED(SegmentRing::open(planAt(dir.path()), kSecond));
  CHECK_EQ(3U, ring->segments());
  for (std::uint32_t seq = 0; seq < 3; ++seq) {
    writeSegment(*ring, kSecond, seq, 300'000);
    NEED(ring->makeRoom());
  }
  CHECK(keptAt(dir) == (std::vector<std::uint32_t>{0, 1, 2}));
  // And nothing is left of the run.
  CHECK_EQ(std::size_t{1}, NEED(recording::listRuns(dir.path())).size());
}

void whatIsBeingWrittenIsNeverDeleted() {
  const TempDir dir;
  const auto ring = NEED(SegmentRing::open(planAt(dir.path()), kFirst));
  writeSegment(*ring, kFirst, 0, 1'500'000);
  NEED(ring->makeRoom());
  CHECK(keptAt(dir) == std::vector<std::uint32_t>{0});
  NEED(ring->end());
  NEED(ring->makeRoom());
  CHECK(keptAt(dir).empty());
}

void aPlaceThatCannotBeMadeIsToldInTheSystemsWords() {
  const TempDir dir;
  test::writeWhole(dir / "file", "");
  const auto ring = SegmentRing::open(planAt(dir / "file" / "recording"), kFirst);
  CHECK(!ring);
  CHECK(ring.error().context.contains("Not a directory"));
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theOldestGoesFirst), TEST(earlierRunsGoBeforeThisOne),
                             TEST(whatIsBeingWrittenIsNeverDeleted),
                             TEST(aPlaceThatCannotBeMadeIsToldInTheSystemsWords)});
}
