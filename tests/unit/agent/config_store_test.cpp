// SPDX-License-Identifier: Apache-2.0
// Which Config runs, which is on trial and which version came last is known after a restart.
#include "daemon/agent/config_store.h"

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
  ConfigStore store{dir.path()};
  NEED(store.save(configs));
  CHECK(ConfigStore{dir.path()}.load().configs == configs);
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
  ConfigStore store{dir.path()};
  NEED(store.save({"box-1", 4, kOld, {}, RefusedConfig{4, "worker_ended", "two\nlines", {}}}));
  CHECK_EQ(std::string{"two lines"}, ConfigStore{dir.path()}.load().configs->rolled_back->detail);
}

void damageIsCounted() {
  const TempDir dir;
  ConfigStore store{dir.path()};
  NEED(store.save({"box-1", 3, kOld, {}, {}}));
  NEED(store.mirror());
  writeWhole(dir / "config.a", "damaged");
  const auto loaded = ConfigStore{dir.path()}.load();
  CHECK(loaded.configs.has_value());
  CHECK_EQ(1U, loaded.damaged);
}

void aStoreOfAnEarlierFormIsNotTakenForOurs() {
  const TempDir dir;
  writeWhole(dir / "config.a", "diemcau.config-store/1\n");
  const auto loaded = ConfigStore{dir.path()}.load();
  CHECK(!loaded.configs);
  CHECK_EQ(1U, loaded.damaged);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyStateIsKept), TEST(aDetailOfSeveralLinesIsKeptInOne), TEST(damageIsCounted),
                             TEST(aStoreOfAnEarlierFormIsNotTakenForOurs)});
}
