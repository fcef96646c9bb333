// SPDX-License-Identifier: Apache-2.0
// Restarts are counted by what the bus shows, and told for a minute, over restarts of the agent too.
#include "daemon/agent/worker_life.h"

#include "daemon/agent/run_record.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using namespace std::chrono_literals;
using diemcau::test::TempDir;
using enum ConditionType;

namespace {

struct Media {
  FakeClock clock;
  WorkerLife life;
  explicit Media(WorkerRecord record = {}) : life(clock, MediaDown, MediaRestarted, std::move(record)) {}
  [[nodiscard]] bool says(ConditionType type) const {
    for (const Condition& condition : life.conditions()) {
      if (condition.type == type) return true;
    }
    return false;
  }
};

void theFirstAppearanceIsNoRestart() {
  Media media;
  media.life.vanished();  // the watch says so when nobody is there yet
  media.life.appeared(":1.5");
  CHECK(media.life.up());
  CHECK_EQ(0U, media.life.restarts());
  CHECK(media.life.conditions().empty());
}

void aDeathAndAReturnAreOneRestart() {
  Media media;
  media.life.appeared(":1.5");
  media.life.vanished();
  CHECK(media.says(MediaDown));
  media.life.appeared(":1.9");
  CHECK_EQ(1U, media.life.restarts());
  CHECK(!media.says(MediaDown));
  CHECK(media.says(MediaRestarted));
}

void aRestartIsToldForAMinute() {
  Media media;
  media.life.appeared(":1.5");
  media.life.vanished();
  media.life.appeared(":1.9");
  media.clock.advance(59s);
  CHECK(media.says(MediaRestarted));
  media.clock.advance(1s);
  CHECK(!media.says(MediaRestarted));
  CHECK_EQ(1U, media.life.restarts());
}

void theSameOwnerComingBackIsNoRestart() {
  Media media;
  media.life.appeared(":1.5");
  media.life.vanished();
  media.life.appeared(":1.5");
  CHECK_EQ(0U, media.life.restarts());
}

void aWorkerStillStartingIsNotCalledDown() {
  Media media;
  media.life.vanished();
  CHECK(!media.says(MediaDown));
  media.clock.advance(5s);
  CHECK(media.says(MediaDown));
}

void downHoldsSinceTheDeath() {
  Media media;
  media.life.appeared(":1.5");
  media.clock.advance(10s);
  const Timestamp death = media.clock.wall();
  media.life.vanished();
  media.clock.advance(3s);
  media.life.vanished();
  CHECK(media.life.conditions()[0].since == death);
}

void aRestartWhileTheAgentWasAwayIsCounted() {
  Media media{{":1.5", 2}};
  media.life.appeared(":1.9");
  CHECK_EQ(3U, media.life.restarts());
}

void aWorkerThatOutlivedTheAgentDidNotRestart() {
  Media media{{":1.5", 2}};
  media.life.appeared(":1.5");
  CHECK_EQ(2U, media.life.restarts());
}

void aKilledAgentKnowsThatItRestarted() {
  const TempDir dir;
  const RunRecordFile file{dir / "agent.record"};
  auto first = file.begin();
  CHECK(!first.restarted);
  CHECK_EQ(0U, first.record.agent_restarts);
  first.record.workers["media"] = {":1.5", 4};
  file.write(first.record);

  const auto second = file.begin();
  CHECK(second.restarted);
  CHECK_EQ(1U, second.record.agent_restarts);
  CHECK_EQ(std::string{":1.5"}, second.record.workers.at("media").owner);
  CHECK_EQ(4U, second.record.workers.at("media").restarts);
}

void anAgentThatEndedWellDidNotRestart() {
  const TempDir dir;
  const RunRecordFile file{dir / "agent.record"};
  auto first = file.begin();
  first.record.agent_restarts = 2;
  first.record.workers["media"] = {":1.5", 4};
  first.record.ended_well = true;
  file.write(first.record);

  const auto second = file.begin();
  CHECK(!second.restarted);
  CHECK_EQ(2U, second.record.agent_restarts);
  CHECK_EQ(4U, second.record.workers.at("media").restarts);
  CHECK(second.record.workers.at("media").owner.empty());  // may be another bus by now
  CHECK(!second.record.ended_well);
}

void aDamagedRecordIsNoObstacle() {
  const RunRecord record = parseRunRecord("nonsense\nworker\nworker media x y\nagent_restarts 3\n");
  CHECK_EQ(3U, record.agent_restarts);
  CHECK(record.workers.empty());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theFirstAppearanceIsNoRestart), TEST(aDeathAndAReturnAreOneRestart),
                             TEST(aRestartIsToldForAMinute), TEST(theSameOwnerComingBackIsNoRestart),
                             TEST(aWorkerStillStartingIsNotCalledDown), TEST(downHoldsSinceTheDeath),
                             TEST(aRestartWhileTheAgentWasAwayIsCounted),
                             TEST(aWorkerThatOutlivedTheAgentDidNotRestart), TEST(aKilledAgentKnowsThatItRestarted),
                             TEST(anAgentThatEndedWellDidNotRestart), TEST(aDamagedRecordIsNoObstacle)});
}
