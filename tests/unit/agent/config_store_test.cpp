// SPDX-License-Identifier: Apache-2.0
// The Config and the version floor survive restarts, power cuts and a damaged copy.
#include "daemon/agent/config_store.h"

#include <filesystem>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"

using namespace diemcau;
using namespace diemcau::agent;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

StoredConfig configAt(std::uint64_t floor) {
  return {"box-1", floor, "the envelope of " + std::to_string(floor) + "\n\0with any bytes"};
}

void commit(ConfigStore& store, std::uint64_t floor) {
  NEED(store.commit(configAt(floor)));
  NEED(store.mirror());
}

void damage(const std::filesystem::path& file) {
  std::string bytes = readWhole(file);
  bytes[bytes.size() / 2] ^= 1;
  writeWhole(file, bytes);
}

ConfigStore::Loaded loadedFrom(const TempDir& dir) { return ConfigStore{dir.path()}.load(); }

void anEmptyDirectoryHoldsNothing() {
  const TempDir dir;
  const auto loaded = loadedFrom(dir);
  CHECK(!loaded.config);
  CHECK_EQ(0U, loaded.damaged);
}

void whatWasCommittedIsThereAfterARestart() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 3);
  commit(store, 7);
  CHECK(loadedFrom(dir).config == configAt(7));
}

void aPowerCutBetweenTheCopiesLosesNothing() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 3);
  NEED(store.commit(configAt(4)));
  CHECK(loadedFrom(dir).config == configAt(4));
}

void eitherCopyAloneIsEnough() {
  for (const char* const broken : {"config.a", "config.b"}) {
    const TempDir dir;
    ConfigStore store{dir.path()};
    commit(store, 5);
    damage(dir / broken);
    const auto loaded = loadedFrom(dir);
    CHECK(loaded.config == configAt(5));
    CHECK_EQ(1U, loaded.damaged);
  }
}

void aDamagedCopyIsMadeWholeAgain() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 5);
  damage(dir / "config.a");
  ConfigStore next{dir.path()};
  CHECK_EQ(1U, next.load().damaged);
  NEED(next.mirror());
  CHECK_EQ(readWhole(dir / "config.b"), readWhole(dir / "config.a"));
  CHECK_EQ(0U, loadedFrom(dir).damaged);
}

void aCommitOverADamagedCopyKeepsTheGoodOne() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 5);
  damage(dir / "config.b");
  ConfigStore next{dir.path()};
  CHECK(next.load().config == configAt(5));
  const std::string good = readWhole(dir / "config.a");
  NEED(next.commit(configAt(6)));
  CHECK_EQ(good, readWhole(dir / "config.a"));
  CHECK(loadedFrom(dir).config == configAt(6));
}

void twoDamagedCopiesAreNoticed() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 5);
  damage(dir / "config.a");
  writeWhole(dir / "config.b", "");
  const auto loaded = loadedFrom(dir);
  CHECK(!loaded.config);
  CHECK_EQ(2U, loaded.damaged);
}

void aChangedFloorIsNoticed() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  commit(store, 5);
  for (const char* const file : {"config.a", "config.b"}) {
    std::string bytes = readWhole(dir / file);
    bytes.replace(bytes.find("\n5\n"), 3, "\n1\n");
    writeWhole(dir / file, bytes);
  }
  CHECK(!loadedFrom(dir).config);
}

void aDirectoryThatTakesNothingIsAnError() {
  const TempDir dir;
  ConfigStore store{dir / "gone"};
  const auto written = store.commit(configAt(1));
  CHECK(!written);
  CHECK_EQ(std::string{"not_written"}, std::string{written.error().code});
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(anEmptyDirectoryHoldsNothing), TEST(whatWasCommittedIsThereAfterARestart),
                             TEST(aPowerCutBetweenTheCopiesLosesNothing), TEST(eitherCopyAloneIsEnough),
                             TEST(aDamagedCopyIsMadeWholeAgain), TEST(aCommitOverADamagedCopyKeepsTheGoodOne),
                             TEST(twoDamagedCopiesAreNoticed), TEST(aChangedFloorIsNoticed),
                             TEST(aDirectoryThatTakesNothingIsAnError)});
}
