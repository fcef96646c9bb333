// SPDX-License-Identifier: Apache-2.0
// What was stored survives restarts, power cuts at any moment and a damaged copy.
#include "daemon/base/two_copy_file.h"

#include <array>
#include <filesystem>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using diemcau::base::TwoCopyFile;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

constexpr std::size_t kLimit = 1024;
constexpr std::array kCopies{"thing.a", "thing.b"};

TwoCopyFile fileIn(const TempDir& dir) { return {dir / "thing", "thing/1", kLimit}; }

TwoCopyFile::Loaded loadedFrom(const TempDir& dir) { return fileIn(dir).load(); }

void store(TwoCopyFile& file, std::string_view bytes) {
  NEED(file.commit(bytes));
  NEED(file.mirror());
}

void anEmptyDirectoryHoldsNothing() {
  const TempDir dir;
  const auto loaded = loadedFrom(dir);
  CHECK(!loaded.bytes);
  CHECK_EQ(0U, loaded.damaged);
}

void whatWasStoredIsThereAfterARestart() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  const std::string bytes{"two\n\0three", 10};
  store(file, bytes);
  CHECK(loadedFrom(dir).bytes == bytes);
}

void aPowerCutBetweenTheCopiesLosesNothing() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  NEED(file.commit("two"));
  CHECK(loadedFrom(dir).bytes == "two");
}

void whatIsStoredAfterARestartIsNewer() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  store(file, "two");
  TwoCopyFile next = fileIn(dir);
  CHECK(next.load().bytes == "two");
  NEED(next.commit("three"));
  CHECK(loadedFrom(dir).bytes == "three");
}

// Every way in which storage spoils a file, in either copy.
void eitherCopyAloneIsEnough() {
  for (const char* const broken : kCopies) {
    const TempDir dir;
    TwoCopyFile file = fileIn(dir);
    store(file, "one");
    const std::string good = readWhole(dir / broken);
    std::vector<std::string> spoilt{"", std::string(good.size(), '\0'), good.substr(0, good.size() / 2), good + "x"};
    for (std::size_t at = 0; at < good.size(); ++at) {
      spoilt.push_back(good);
      spoilt.back()[at] = static_cast<char>(spoilt.back()[at] ^ 1);
    }
    for (const std::string& bytes : spoilt) {
      writeWhole(dir / broken, bytes);
      const auto loaded = loadedFrom(dir);
      CHECK(loaded.bytes == "one");
      CHECK_EQ(1U, loaded.damaged);
    }
    std::filesystem::remove(dir / broken);
    CHECK(loadedFrom(dir).bytes == "one");
  }
}

void aDamagedCopyIsMadeWholeAgain() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  writeWhole(dir / kCopies[0], "damaged");
  TwoCopyFile next = fileIn(dir);
  CHECK_EQ(1U, next.load().damaged);
  NEED(next.mirror());
  CHECK_EQ(readWhole(dir / kCopies[1]), readWhole(dir / kCopies[0]));
  CHECK_EQ(0U, loadedFrom(dir).damaged);
}

void theGoodCopyIsNeverWrittenOver() {
  for (const char* const broken : kCopies) {
    const TempDir dir;
    TwoCopyFile file = fileIn(dir);
    store(file, "one");
    writeWhole(dir / broken, "damaged");
    const std::string other = broken == kCopies[0] ? kCopies[1] : kCopies[0];
    const std::string good = readWhole(dir / other);
    TwoCopyFile next = fileIn(dir);
    CHECK(next.load().bytes == "one");
    NEED(next.commit("two"));
    CHECK_EQ(good, readWhole(dir / other));
    CHECK(loadedFrom(dir).bytes == "two");
  }
}

void twoDamagedCopiesAreNoticed() {
  const TempDir dir;
  for (const char* const copy : kCopies) writeWhole(dir / copy, "damaged");
  const auto loaded = loadedFrom(dir);
  CHECK(!loaded.bytes);
  CHECK_EQ(2U, loaded.damaged);
}

void anotherFormIsNotRead() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  TwoCopyFile other{dir / "thing", "thing/2", kLimit};
  CHECK(!other.load().bytes);
}

void aDirectoryThatTakesNothingIsAnError() {
  const TempDir dir;
  TwoCopyFile file{dir / "gone" / "thing", "thing/1", kLimit};
  const auto written = file.commit("one");
  CHECK(!written);
  CHECK_EQ(std::string{"not_written"}, std::string{written.error().code});
}

void nobodyElseMayReadIt() {
  const TempDir dir;
  TwoCopyFile file = fileIn(dir);
  store(file, "one");
  for (const char* const copy : kCopies) {
    CHECK((std::filesystem::status(dir / copy).permissions() & std::filesystem::perms(077)) ==
          std::filesystem::perms::none);
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(anEmptyDirectoryHoldsNothing), TEST(whatWasStoredIsThereAfterARestart),
                             TEST(aPowerCutBetweenTheCopiesLosesNothing), TEST(whatIsStoredAfterARestartIsNewer),
                             TEST(eitherCopyAloneIsEnough), TEST(aDamagedCopyIsMadeWholeAgain),
                             TEST(theGoodCopyIsNeverWrittenOver), TEST(twoDamagedCopiesAreNoticed),
                             TEST(anotherFormIsNotRead), TEST(aDirectoryThatTakesNothingIsAnError),
                             TEST(nobodyElseMayReadIt)});
}
