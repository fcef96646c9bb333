// SPDX-License-Identifier: Apache-2.0
// The box loses power at any step of storing a Config: it comes back with the old or the new one, never with
// neither, and the version floor never falls.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "daemon/agent/config_keeper.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/power_cut.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/keeper_box.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::TempDir;

namespace {

// A box whose storage outlives it.
struct Box {
  explicit Box(const std::filesystem::path& dir, const SigningKey& with)
      : key(with), root(trustRoot({key})), store(dir, dir), keeper(store, &verifier, kEndpoint, clock) {
    keeper.resume();
  }
  bool offer(std::uint64_t version) { return keeper.offer(envelopeOf(writeConfig(configOf(version)), {key}), {}); }

  SigningKey key;
  TrustRoot root;
  EnvelopeVerifier verifier = NEED(EnvelopeVerifier::create(root, root.config));
  FakeClock clock;
  ConfigStore store;
  ConfigKeeper keeper;
};

// How the process ended in which a box does `work` and loses power after that many steps; 0: it came to its end.
int cutPower(const TempDir& dir, const SigningKey& key, int steps, const std::function<void(Box&)>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    Box box(dir.path(), key);
    diemcau::test::cutPowerAfter(steps);
    work(box);
    ::_exit(0);
  }
  int state = 0;
  CHECK_EQ(child, ::waitpid(child, &state, 0));
  CHECK(WIFEXITED(state));
  return WEXITSTATUS(state);
}

// Cuts the power at each step of `work`, which a box does that has committed 5; then asks of the box that starts
// next. Returns the number of steps.
int atEachStep(const std::function<void(Box&)>& work, const std::function<void(const ConfigKeeper&)>& holds) {
  const SigningKey key;
  for (int steps = 0;; ++steps) {
    const TempDir dir;
    {
      Box box(dir.path(), key);
      CHECK(box.offer(5));
      NEED(box.store.mirror());
    }
    const int ended = cutPower(dir, key, steps, work);
    for (int starts = 0; starts < 2; ++starts) {
      const Box next(dir.path(), key);
      CHECK(next.keeper.current().has_value());
      CHECK(next.keeper.floor() >= 5);
      CHECK(!next.keeper.onTrial());
      holds(next.keeper);
    }
    if (ended == 0) return steps;
    CHECK_EQ(diemcau::test::kPowerCut, ended);
  }
}

bool runs(const ConfigKeeper& keeper, std::uint64_t version) { return keeper.current()->version == version; }

void whileANewOneIsStored() {
  const int steps =
      atEachStep([](Box& box) { (void)box.offer(6); }, [](const ConfigKeeper& keeper) { CHECK(runs(keeper, 5)); });
  CHECK(steps > 8);
}

void whileBothCopiesAreBroughtUp() {
  (void)atEachStep(
      [](Box& box) {
        (void)box.offer(6);
        (void)box.store.mirror();
      },
      [](const ConfigKeeper& keeper) { CHECK(runs(keeper, 5)); });
}

void whileItIsCommitted() {
  bool old_seen = false;
  bool new_seen = false;
  (void)atEachStep(
      [](Box& box) {
        (void)box.offer(6);
        box.keeper.acknowledged(6);
        (void)box.keeper.judge({});
        (void)box.store.mirror();
      },
      [&](const ConfigKeeper& keeper) {
        CHECK(runs(keeper, 5) || runs(keeper, 6));
        CHECK(!runs(keeper, 6) || keeper.floor() == 6);
        old_seen = old_seen || runs(keeper, 5);
        new_seen = new_seen || runs(keeper, 6);
      });
  CHECK(old_seen && new_seen);
}

void whileItIsRolledBack() {
  (void)atEachStep(
      [](Box& box) {
        (void)box.offer(6);
        box.clock.advance(std::chrono::minutes{1});
        (void)box.keeper.judge({});
        (void)box.store.mirror();
      },
      [](const ConfigKeeper& keeper) {
        CHECK(runs(keeper, 5));
        CHECK(keeper.floor() == 5 || keeper.rolledBack()->version == 6);
      });
}

void whileTheFirstOneIsStored() {
  const SigningKey key;
  for (int steps = 0;; ++steps) {
    const TempDir dir;
    const int ended = cutPower(dir, key, steps, [](Box& box) { (void)box.offer(5); });
    Box next(dir.path(), key);
    CHECK_EQ(next.keeper.floor() == 5, next.keeper.current().has_value());
    CHECK(next.keeper.floor() == 5 || next.offer(5));
    if (ended == 0) return;
  }
}

void deleteCopies(const TempDir& dir) {
  for (const char* const file : {"config.a", "config.b"}) std::filesystem::remove(dir / file);
}

// At no step does a new box believe that it has lost something, and one that has got through a start tells a loss.
void whileItIsNotedThatThereIsOne() {
  const SigningKey key;
  for (int steps = 0;; ++steps) {
    const TempDir dir;
    const int ended = cutPower(dir, key, steps, [](Box& box) {
      (void)box.offer(5);
      (void)box.store.mirror();
    });
    const bool has_config = Box(dir.path(), key).keeper.current().has_value();
    CHECK(!stands(Box(dir.path(), key).keeper, ConditionType::ConfigNotStored));
    deleteCopies(dir);
    CHECK_EQ(has_config, stands(Box(dir.path(), key).keeper, ConditionType::ConfigNotStored));
    if (ended == 0) return CHECK(steps > 20);
    CHECK_EQ(diemcau::test::kPowerCut, ended);
  }
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(whileANewOneIsStored), TEST(whileBothCopiesAreBroughtUp), TEST(whileItIsCommitted),
                             TEST(whileItIsRolledBack), TEST(whileTheFirstOneIsStored),
                             TEST(whileItIsNotedThatThereIsOne)});
}
