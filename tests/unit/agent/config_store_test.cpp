// SPDX-License-Identifier: Apache-2.0
// Which Config runs, which is on trial and which version came last is known after a restart.
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

const std::string kOld{"the committed\nenvelope, \0 with any bytes", 40};
const std::string kNew = "the envelope on trial";

void checkKept(const StoredConfigs& configs) {
  const TempDir dir;
  ConfigStore store{dir.path(), dir.path()};
  NEED(store.save(configs));
  CHECK(ConfigStore(dir.path(), dir.path()).load().configs == configs);
  NEED(store.mirror());
  CHECK_EQ(readWhole(dir / "config.a"), readWhole(dir / "config.b"));
}

void everyStateIsKept() {
  const RefusedConfig rolled_back{6, "stream_stopped", "uplink_port_closed, and spaces",
                                  NEED(parseTimestamp("2026-07-15T01:02:03.456Z"))};
  checkKept({"box-1", 3, kOld, {}, {}});
  checkKept({"box-1", 4, kOld, kNew, {}});
  checkKept({"box-1", 6, kOld, {}, rolled_back});
  checkKept({"box-1", 7, kOld, kNew, rolled_back});
  checkKept({"box-1", 6, kOld, {}, rolled_back, kNew, true});
  checkKept({"box-1", 0, kOld, {}, {}, {}, true});
  checkKept({"box-1", 6, {}, {}, RefusedConfig{6, "restarted", {}, rolled_back.at}});
}

void aDetailOfSeveralLinesIsKeptInOne() {
  const TempDir dir;
  ConfigStore store{dir.path(), dir.path()};
  NEED(store.save({"box-1", 4, kOld, {}, RefusedConfig{4, "worker_ended", "two\nlines", {}}}));
  CHECK_EQ(std::string{"two lines"}, ConfigStore(dir.path(), dir.path()).load().configs->rolled_back->detail);
}

void damageIsCounted() {
  const TempDir dir;
  ConfigStore store{dir.path(), dir.path()};
  NEED(store.save({"box-1", 3, kOld, {}, {}}));
  NEED(store.mirror());
  writeWhole(dir / "config.a", "damaged");
  const auto loaded = ConfigStore{dir.path(), dir.path()}.load();
  CHECK(loaded.configs.has_value());
  CHECK_EQ(1U, loaded.damaged);
}

void deleteCopies(const TempDir& state) {
  for (const char* const file : {"config.a", "config.b"}) std::filesystem::remove(state / file);
}

void deletedCopiesAreALossAndNoNewBox() {
  const TempDir state;
  const TempDir identity;
  ConfigStore store{state.path(), identity.path()};
  CHECK(!store.load().missing);
  NEED(store.save({"box-1", 3, kOld, {}, {}}));
  NEED(store.mirror());
  CHECK(!ConfigStore(state.path(), identity.path()).load().missing);
  deleteCopies(state);
  const auto loaded = ConfigStore{state.path(), identity.path()}.load();
  CHECK(loaded.missing);
  CHECK(!loaded.configs);
  CHECK_EQ(0U, loaded.damaged);
  const TempDir new_box;
  CHECK(!ConfigStore(state.path(), new_box.path()).load().missing);
}

// The power went in between, or what wrote it knew of no mark.
void aStoreWithoutItsMarkGetsOneAtTheNextStart() {
  const TempDir dir;
  ConfigStore store{dir.path(), dir.path()};
  NEED(store.save({"box-1", 3, kOld, {}, {}}));
  CHECK(!std::filesystem::exists(dir / "config-stored"));
  ConfigStore next{dir.path(), dir.path()};
  CHECK(next.load().configs.has_value());
  NEED(next.mirror());
  deleteCopies(dir);
  CHECK(ConfigStore(dir.path(), dir.path()).load().missing);
}

// Whatever has become of its bytes.
void aDamagedMarkCounts() {
  for (const char* const bytes : {"", "damaged"}) {
    const TempDir dir;
    writeWhole(dir / "config-stored", bytes);
    CHECK(ConfigStore(dir.path(), dir.path()).load().missing);
  }
}

void aStoreOfAnEarlierFormIsNotTakenForOurs() {
  const TempDir dir;
  writeWhole(dir / "config.a", "diemcau.config-store/1\n");
  const auto loaded = ConfigStore{dir.path(), dir.path()}.load();
  CHECK(!loaded.configs);
  CHECK_EQ(1U, loaded.damaged);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyStateIsKept), TEST(aDetailOfSeveralLinesIsKeptInOne), TEST(damageIsCounted),
                             TEST(deletedCopiesAreALossAndNoNewBox), TEST(aStoreWithoutItsMarkGetsOneAtTheNextStart),
                             TEST(aDamagedMarkCounts), TEST(aStoreOfAnEarlierFormIsNotTakenForOurs)});
}
