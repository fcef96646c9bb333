// SPDX-License-Identifier: Apache-2.0
// Report numbers grow whatever happens.
#include "daemon/agent/seq_counter.h"

#include <filesystem>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

constexpr Timestamp kNow{std::chrono::milliseconds{1'795'000'000'000}};

void theyGrowByOneFromOne() {
  const TempDir dir;
  SeqCounter seq{dir / "seq", kNow};
  for (std::uint64_t expected = 1; expected <= 5; ++expected) CHECK_EQ(expected, seq.next());
}

void theyGrowOverAnEndAtAnyMoment() {
  const TempDir dir;
  std::uint64_t last = 0;
  for (const unsigned reports : {1U, 5U, 1000U, 1001U, 3U}) {
    SeqCounter seq{dir / "seq", kNow};
    for (unsigned i = 0; i < reports; ++i) {
      const std::uint64_t next = seq.next();
      CHECK(next > last);
      last = next;
    }
  }
}

void theDiskIsTouchedOnceABlock() {
  const TempDir dir;
  SeqCounter seq{dir / "seq", kNow};
  CHECK_EQ(1U, seq.next());
  std::filesystem::remove(dir / "seq");
  for (std::uint64_t i = 1; i < SeqCounter::kBlock; ++i) CHECK_EQ(i + 1, seq.next());
  CHECK(!std::filesystem::exists(dir / "seq"));
  CHECK_EQ(SeqCounter::kBlock + 1, seq.next());
  CHECK_EQ(std::string{"2000\n"}, readWhole(dir / "seq"));
}

void aDamagedFileDoesNotSendThemBack() {
  for (const char* const text : {"", "12", "12x\n", "-4\n"}) {
    const TempDir dir;
    writeWhole(dir / "seq", text);
    SeqCounter seq{dir / "seq", kNow};
    CHECK(seq.next() > 1'795'000'000'000U);
  }
}

void aDiskThatTakesNothingDoesNotStopThem() {
  const TempDir dir;
  SeqCounter seq{dir / "gone" / "seq", kNow};
  CHECK_EQ(1U, seq.next());
  CHECK_EQ(2U, seq.next());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theyGrowByOneFromOne), TEST(theyGrowOverAnEndAtAnyMoment),
                             TEST(theDiskIsTouchedOnceABlock), TEST(aDamagedFileDoesNotSendThemBack),
                             TEST(aDiskThatTakesNothingDoesNotStopThem)});
}
