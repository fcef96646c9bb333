// SPDX-License-Identifier: Apache-2.0
// What a power cut left beside our files goes at the next start, and nothing else.
#include "daemon/base/unfinished_writes.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "daemon/base/atomic_file.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/power_cut.h"
#include "tests/support/temp_dir.h"

namespace {

using namespace diemcau;
using namespace diemcau::base;
using namespace diemcau::test;

std::size_t filesIn(const TempDir& dir) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(dir.path()), {}));
}

void whatThePowerCutLeftIsRemoved() {
  const TempDir dir;
  NEED(writeFileAtomically(dir / "cert.pem", "old", 0600, Durability::Durable));
  const pid_t child = ::fork();
  if (child == 0) {
    cutPowerAfter(1);
    (void)writeFileAtomically(dir / "cert.pem", "new", 0600, Durability::Durable);
    ::_exit(0);
  }
  int state = 0;
  CHECK_EQ(child, ::waitpid(child, &state, 0));
  CHECK_EQ(kPowerCut, WEXITSTATUS(state));
  CHECK_EQ(std::size_t{2}, filesIn(dir));
  CHECK_EQ(1, clearUnfinishedWrites(dir.path()));
  CHECK_EQ(std::size_t{1}, filesIn(dir));
  CHECK_EQ(std::string("old"), readWhole(dir / "cert.pem"));
  CHECK_EQ(0, clearUnfinishedWrites(dir.path()));
}

void nothingElseIs() {
  const TempDir dir;
  for (const char* name :
       {"cert.pem", ".hidden", ".cert.pem", "cert.pem.aB3dE6", ".cert.pem.aB3d", ".cert.pem.aB-dE6", "x"}) {
    writeWhole(dir / name, "");
  }
  std::filesystem::create_directory(dir / ".folder.aB3dE6");
  std::filesystem::create_symlink("x", dir / ".link.aB3dE6");
  CHECK_EQ(0, clearUnfinishedWrites(dir.path()));
  CHECK_EQ(0, clearUnfinishedWrites(dir / "not-there"));
  CHECK(isUnfinishedWrite(".key.sealed.aB3dE6", "key.sealed"));
  CHECK(!isUnfinishedWrite(".key.sealed.aB3dE6", "key"));
}

}  // namespace

int main() { return diemcau::test::run({TEST(whatThePowerCutLeftIsRemoved), TEST(nothingElseIs)}); }
