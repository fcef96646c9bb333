// SPDX-License-Identifier: Apache-2.0
// The trust root over restarts, damaged files and refusals; and how the centre is asked for the next one.
#include "daemon/agent/trust/trust_keeper.h"

#include <algorithm>
#include <filesystem>

#include "daemon/agent/config_keeper.h"
#include "daemon/agent/trust/trust_root_poll.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"
#include "tests/unit/agent/trust_roots.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using diemcau::test::readWhole;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;

namespace {

struct Box {
  TempDir dir;
  FakeClock clock;
  SigningKey key;
  SigningKey config;

  TrustRoot root(std::uint64_t version) const { return rootOf(version, {key}, {config}); }
  std::string offered(std::uint64_t version) const { return signedRoot(root(version), {key}); }
  // As the agent does it.
  static bool take(TrustKeeper& keeper, const std::string& envelope) {
    const bool taken = keeper.offer(envelope);
    keeper.keep();
    return taken;
  }
  bool take(std::uint64_t version) const {
    TrustKeeper keeper = start();
    return take(keeper, offered(version));
  }
  TrustKeeper start() const { return {NEED(TrustChain::create(root(1))), dir.path(), clock}; }
};

bool stands(const std::vector<Condition>& conditions, ConditionType type) {
  return std::ranges::contains(conditions, type, &Condition::type);
}

void anAcceptedRootSurvivesARestart() {
  Box box;
  TrustKeeper keeper = box.start();
  CHECK(!keeper.rotated());
  for (std::uint64_t version = 2; version <= 4; ++version) CHECK(Box::take(keeper, box.offered(version)));
  CHECK_EQ(4U, box.start().root().version);
  CHECK(box.start().rotated());
}

void aRefusedRootIsToldAndChangesNothing() {
  Box box;
  TrustKeeper keeper = box.start();
  CHECK(!keeper.offer(box.offered(3)));
  CHECK(stands(keeper.conditions(), ConditionType::TrustRootRefused));
  CHECK_EQ(1U, keeper.root().version);
  CHECK_EQ(1U, box.start().root().version);
  keeper.nothingNewer();
  CHECK(keeper.conditions().empty());
}

void anExpiredRootIsTold() {
  Box box;
  const TrustKeeper keeper = box.start();
  CHECK(keeper.conditions().empty());
  box.clock.advance(std::chrono::hours{24 * 365 * 5});
  CHECK(keeper.expired());
  CHECK(stands(keeper.conditions(), ConditionType::TrustRootExpired));
}

void anotherInstalledRootBeginsAnew() {
  Box box;
  CHECK(box.take(2));
  const SigningKey other;
  const TrustKeeper next{NEED(TrustChain::create(rootOf(1, {other}, {other}))), box.dir.path(), box.clock};
  CHECK_EQ(1U, next.root().version);
}

// What is left of `file` after one kind of damage.
using Damage = void (*)(const std::filesystem::path& file);
constexpr Damage kDamages[] = {
    [](const std::filesystem::path& file) { std::filesystem::remove(file); },
    [](const std::filesystem::path& file) { writeWhole(file, ""); },
    [](const std::filesystem::path& file) { std::filesystem::resize_file(file, readWhole(file).size() / 2); },
    [](const std::filesystem::path& file) { writeWhole(file, std::string(readWhole(file).size(), '\0')); },
    [](const std::filesystem::path& file) {
      std::string bytes = readWhole(file);
      bytes[bytes.size() - 100] ^= 1;
      writeWhole(file, bytes);
    },
};

void oneDamagedCopyDoesNoHarm() {
  for (const Damage damage : kDamages) {
    for (const char* const file : {"trust-root.a", "trust-root.b"}) {
      Box box;
      TrustKeeper keeper = box.start();
      CHECK(Box::take(keeper, box.offered(2)));
      CHECK(Box::take(keeper, box.offered(3)));
      damage(box.dir / file);
      CHECK_EQ(3U, box.start().root().version);
      CHECK_EQ(readWhole(box.dir / "trust-root.a"), readWhole(box.dir / "trust-root.b"));
    }
  }
}

void withoutAGoodCopyItCatchesUpFromTheInstalledRoot() {
  for (const Damage damage : kDamages) {
    Box box;
    CHECK(box.take(2));
    for (const char* const file : {"trust-root.a", "trust-root.b"}) damage(box.dir / file);
    TrustKeeper keeper = box.start();
    CHECK_EQ(1U, keeper.root().version);
    CHECK(Box::take(keeper, box.offered(2)));
    CHECK_EQ(2U, box.start().root().version);
  }
}

void aDiskThatTakesNothingDoesNotKeepTheOldRootInForce() {
  Box box;
  TrustKeeper keeper = box.start();
  for (const char* const file : {"trust-root.a", "trust-root.b"}) std::filesystem::create_directory(box.dir / file);
  CHECK(Box::take(keeper, box.offered(2)));
  CHECK_EQ(2U, keeper.root().version);
}

// A stolen config key has set the version as high as it goes.
struct FastForwarded {
  Box box;
  SigningKey stolen;
  SigningKey new_config;
  TrustKeeper trust{NEED(TrustChain::create(rootOf(1, {box.key}, {box.config, stolen}))), box.dir.path(), box.clock};
  ConfigStore store{box.dir.path(), box.dir.path()};
  ConfigKeeper keeper{store, &trust.configVerifier(), kEndpoint, box.clock};

  bool offer(std::uint64_t version, const SigningKey& key) {
    return keeper.offer(envelopeOf(writeConfig(configOf(version)), {key}), {});
  }
  // To these keys for Configs.
  void rotate(const std::vector<SigningKey>& config) {
    CHECK(trust.offer(signedRoot(rootOf(trust.root().version + 1, {box.key}, config), {box.key})));
    keeper.trust(trust.configVerifier());
  }
  // What a restart finds.
  template <class Look>
  auto afterARestart(Look look) const {
    ConfigStore again{box.dir.path(), box.dir.path()};
    ConfigKeeper next{again, &trust.configVerifier(), kEndpoint, box.clock};
    next.resume();
    return look(next);
  }
  std::uint64_t runsAfterARestart() const {
    return afterARestart([](const ConfigKeeper& next) { return next.current() ? next.current()->version : 0; });
  }
};

void testFastForwardRecovery() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(UINT64_MAX, f.stolen));
  CHECK(!f.offer(7, f.box.config));
  f.rotate({f.box.config, f.new_config});
  CHECK(f.keeper.settleTrust());
  CHECK(!f.offer(8, f.stolen));
  CHECK(f.offer(7, f.new_config));
  CHECK_EQ(7U, f.keeper.floor());
}

void testFastForwardRecoveryOfOneThatWasRolledBack() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(5, f.box.config));
  CHECK(f.offer(UINT64_MAX, f.stolen));
  f.box.clock.advance(10min);
  CHECK(f.keeper.judge({}));
  CHECK_EQ(5U, f.keeper.current()->version);
  CHECK(!f.offer(6, f.box.config));
  f.rotate({f.box.config});
  CHECK(f.keeper.settleTrust());
  CHECK_EQ(5U, f.keeper.floor());
  CHECK(!f.offer(5, f.box.config));
  CHECK(f.offer(6, f.box.config));
}

void theFloorStaysWhereTheNewRootTrustsWhoSetIt() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(9, f.box.config));
  f.rotate({f.box.config, f.new_config});
  CHECK(!f.keeper.settleTrust());
  CHECK_EQ(9U, f.keeper.floor());
  CHECK_EQ(9U, f.afterARestart([](const ConfigKeeper& next) { return next.floor(); }));
}

// The room stays on air until the centre has signed something with a key that counts.
void whatRunsOutlivesTheTrustInItsSigners() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(5, f.stolen));
  f.rotate({f.new_config});
  CHECK(f.keeper.settleTrust());
  CHECK_EQ(5U, f.keeper.current()->version);
  CHECK_EQ(5U, f.runsAfterARestart());
  CHECK(f.offer(6, f.new_config));
  CHECK_EQ(5U, f.runsAfterARestart());  // it was on trial
}

// The agent ended in the midst of it; the first ending is the one between the root in force and all that follows.
void aRestartBeforeTheTrustIsSettledChangesNothingOnAir() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(5, f.stolen));
  CHECK(f.trust.offer(signedRoot(rootOf(2, {f.box.key}, {f.new_config}), {f.box.key})));
  CHECK_EQ(0U, f.runsAfterARestart());
  ConfigKeeper next{f.store, &f.trust.configVerifier(), kEndpoint, f.box.clock};
  next.resume();
  CHECK(next.settleTrust());
  CHECK_EQ(5U, next.current()->version);
  CHECK_EQ(5U, f.runsAfterARestart());
}

void aRestartDuringATrialUnderTheNewRootGoesBackToWhatRan() {
  FastForwarded f;
  f.keeper.resume();
  CHECK(f.offer(5, f.stolen));
  f.rotate({f.new_config});
  CHECK(f.offer(6, f.new_config));
  CHECK(!f.keeper.settleTrust());
  CHECK_EQ(5U, f.runsAfterARestart());
}

struct Asking {
  FakeClock clock;
  FakeHttpClient client;
  std::uint64_t version = 1;
  bool taken = true;
  int offered = 0;
  int newest = 0;
  CentreLink link{clock, {}};
  TrustRootPoll poll{client,
                     link,
                     clock,
                     fixedRandom(0.5),
                     {.version = [this] { return version; },
                      .offered = [this](const std::string&) { return onOffered(); },
                      .too_large = [this] { ++offered; },
                      .nothing_newer = [this] { ++newest; }}};

  bool onOffered() {
    ++offered;
    if (taken) ++version;
    return taken;
  }
  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    poll.step();
  }
};

void theCentreIsAskedStepByStepUntilItHasNoMore() {
  Asking a;
  a.poll.ask();
  for (const char* const path : {"/device/v1/trust-roots/2", "/device/v1/trust-roots/3"}) {
    CHECK_EQ(std::string{path}, a.client.sent.back()->request.path);
    a.client.reply(answer(200, "root"));
    a.advance(0ms);
  }
  CHECK_EQ(std::string{"/device/v1/trust-roots/4"}, a.client.sent.back()->request.path);
  a.client.reply(answer(404));
  CHECK_EQ(1, a.newest);
  a.advance(0ms);
  CHECK(a.client.idle());
  a.advance(3h);  // between two and four hours
  CHECK_EQ(4U, a.client.sent.size());
}

void aRefusedRootIsAskedForAgainAfterAWhile() {
  Asking a;
  a.taken = false;
  a.poll.ask();
  a.client.reply(answer(200, "root"));
  a.advance(10s);
  CHECK(a.client.idle());
  a.advance(60s);
  CHECK_EQ(std::string{"/device/v1/trust-roots/2"}, a.client.sent.back()->request.path);
  CHECK_EQ(2U, a.client.sent.size());
}

void aCentreThatIsAwayIsAskedAgain() {
  Asking a;
  a.poll.ask();
  a.client.reply(noAnswer("unreachable"));
  CHECK_EQ(0, a.newest);
  a.advance(2s);
  CHECK_EQ(2U, a.client.sent.size());
}

// What it is asked for may be newer than the request under way.
void askingWhileItAsksIsNotForgotten() {
  Asking a;
  a.poll.ask();
  a.poll.ask();
  CHECK_EQ(1U, a.client.sent.size());
  a.client.reply(answer(404));
  a.advance(0ms);
  CHECK_EQ(2U, a.client.sent.size());
  a.client.reply(answer(404));
  a.advance(1min);
  CHECK_EQ(2U, a.client.sent.size());
}

// Nobody helps a centre that does not answer by asking at once.
void askingWhileTheCentreIsAwayWaitsItsTurn() {
  Asking a;
  a.poll.ask();
  a.poll.ask();
  a.client.reply(noAnswer("unreachable"));
  a.advance(0ms);
  CHECK_EQ(1U, a.client.sent.size());
  a.advance(2s);
  CHECK_EQ(2U, a.client.sent.size());
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(anAcceptedRootSurvivesARestart), TEST(aRefusedRootIsToldAndChangesNothing), TEST(anExpiredRootIsTold),
       TEST(anotherInstalledRootBeginsAnew), TEST(oneDamagedCopyDoesNoHarm),
       TEST(withoutAGoodCopyItCatchesUpFromTheInstalledRoot), TEST(aDiskThatTakesNothingDoesNotKeepTheOldRootInForce),
       TEST(testFastForwardRecovery), TEST(testFastForwardRecoveryOfOneThatWasRolledBack),
       TEST(theFloorStaysWhereTheNewRootTrustsWhoSetIt), TEST(whatRunsOutlivesTheTrustInItsSigners),
       TEST(aRestartBeforeTheTrustIsSettledChangesNothingOnAir),
       TEST(aRestartDuringATrialUnderTheNewRootGoesBackToWhatRan), TEST(theCentreIsAskedStepByStepUntilItHasNoMore),
       TEST(aRefusedRootIsAskedForAgainAfterAWhile), TEST(aCentreThatIsAwayIsAskedAgain),
       TEST(askingWhileItAsksIsNotForgotten), TEST(askingWhileTheCentreIsAwayWaitsItsTurn)});
}
