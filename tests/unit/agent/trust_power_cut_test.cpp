// SPDX-License-Identifier: Apache-2.0
// The box loses power at any step of keeping a trust root: the next start goes by the old or the new one, never by an
// older one, and takes the new one again.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "daemon/agent/trust/trust_keeper.h"
#include "daemon/base/unfinished_writes.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/power_cut.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"
#include "tests/unit/agent/trust_roots.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;

namespace {

// A box whose storage outlives it.
struct Box {
  Box(const std::filesystem::path& dir, const SigningKey& with)
      : key(with), keeper(NEED(TrustChain::create(root(1))), dir, clock) {}

  [[nodiscard]] TrustRoot root(std::uint64_t version) const { return rootOf(version, {key}, {key}); }
  bool take(std::uint64_t version) {
    const bool taken = keeper.offer(signedRoot(root(version), {key}));
    keeper.keep();
    return taken;
  }

  SigningKey key;
  FakeClock clock;
  TrustKeeper keeper;
};

// `had`: the root that the box goes by before the next one comes and the power goes.
void whileTheNextOneIsKept(std::uint64_t had) {
  const SigningKey key;
  bool old_seen = false;
  bool new_seen = false;
  int steps = 0;
  for (int state = 1; state != 0; ++steps) {
    const TempDir dir;
    {
      Box box(dir.path(), key);
      for (std::uint64_t version = 2; version <= had; ++version) CHECK(box.take(version));
    }
    const pid_t child = ::fork();
    if (child == 0) {
      Box box(dir.path(), key);
      diemcau::test::cutPowerAfter(steps);
      (void)box.take(had + 1);
      ::_exit(0);
    }
    CHECK_EQ(child, ::waitpid(child, &state, 0));
    CHECK(WIFEXITED(state));
    for (int starts = 0; starts < 2; ++starts) {
      const std::uint64_t version = Box(dir.path(), key).keeper.root().version;
      CHECK(version == had || version == had + 1);
      old_seen = old_seen || version == had;
      new_seen = new_seen || version == had + 1;
    }
    Box next(dir.path(), key);
    if (next.keeper.root().version == had) CHECK(next.take(had + 1));
    CHECK_EQ(had + 1, Box(dir.path(), key).keeper.root().version);
    (void)base::clearUnfinishedWrites(dir.path());
    for (const auto& file : std::filesystem::directory_iterator(dir.path())) {
      CHECK(!file.path().filename().string().starts_with('.'));
    }
  }
  CHECK(old_seen && new_seen);
  CHECK(steps > 12);
}

void whileTheFirstOneIsKept() { whileTheNextOneIsKept(1); }
void whileALaterOneIsKept() { whileTheNextOneIsKept(3); }

}  // namespace

int main() { return diemcau::test::run({TEST(whileTheFirstOneIsKept), TEST(whileALaterOneIsKept)}); }
