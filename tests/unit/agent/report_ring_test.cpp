// SPDX-License-Identifier: Apache-2.0
// What the centre could not be told is kept within bounds, over restarts and in its order.
#include "daemon/agent/report_ring.h"

#include <filesystem>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

std::vector<std::uint64_t> seqsOf(ReportRing& ring) {
  std::vector<std::uint64_t> seqs;
  while (const auto kept = ring.oldest()) {
    seqs.push_back(kept->seq);
    ring.remove(kept->seq);
  }
  return seqs;
}

void theOldestComesFirstAlsoAfterARestart() {
  const TempDir dir;
  {
    ReportRing ring{dir / "reports"};
    for (const std::uint64_t seq : {9U, 10U, 100U}) ring.add(seq, "report " + std::to_string(seq));
  }
  ReportRing ring{dir / "reports"};
  CHECK_EQ(std::string{"report 9"}, ring.oldest()->json);
  CHECK(seqsOf(ring) == (std::vector<std::uint64_t>{9, 10, 100}));
  CHECK(ReportRing{dir / "reports"}.empty());
}

void beyondTheBoundTheOldestGoes() {
  const TempDir dir;
  ReportRing ring{dir / "reports"};
  for (std::uint64_t seq = 1; seq <= ReportRing::kMostReports + 5; ++seq) ring.add(seq, "x");
  const auto seqs = seqsOf(ring);
  CHECK_EQ(ReportRing::kMostReports, seqs.size());
  CHECK_EQ(6U, seqs.front());
}

void soItIsWithTheBytes() {
  const TempDir dir;
  ReportRing ring{dir / "reports"};
  const std::string megabyte(1024 * 1024, 'x');
  for (std::uint64_t seq = 1; seq <= 20; ++seq) ring.add(seq, megabyte);
  CHECK(seqsOf(ring) == (std::vector<std::uint64_t>{13, 14, 15, 16, 17, 18, 19, 20}));
}

void whatAPowerCutLeftIsPassedOver() {
  const TempDir dir;
  {
    ReportRing ring{dir / "reports"};
    ring.add(1, "one");
    ring.add(2, "two");
  }
  writeWhole(dir / "reports/1.json", "");
  writeWhole(dir / "reports/.3.json.Ab12Cd", "half a rep");
  ReportRing ring{dir / "reports"};
  CHECK(seqsOf(ring) == (std::vector<std::uint64_t>{2}));
  CHECK(std::filesystem::is_empty(dir / "reports"));
}

void aDirectoryThatTakesNothingCostsTheReportAlone() {
  const TempDir dir;
  writeWhole(dir / "reports", "a file");
  ReportRing ring{dir / "reports"};
  ring.add(1, "one");
  CHECK(ring.empty());
  CHECK(!ring.oldest());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theOldestComesFirstAlsoAfterARestart), TEST(beyondTheBoundTheOldestGoes),
                             TEST(soItIsWithTheBytes), TEST(whatAPowerCutLeftIsPassedOver),
                             TEST(aDirectoryThatTakesNothingCostsTheReportAlone)});
}
