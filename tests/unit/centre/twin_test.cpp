// SPDX-License-Identifier: Apache-2.0
// Since when and why a room is not as its newest Config wants it, as operators see it.
#include "centre/fleet/twin.h"

#include <nlohmann/json.hpp>
#include <string>

#include "centre/fleet/fleet.h"
#include "centre/fleet/loading.h"
#include "centre/operators/views.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using nlohmann::json;
using test::FakeClock;
using test::sampleConfig;
using test::sampleStatus;
using namespace std::chrono_literals;

// One room whose endpoint has version 1 of its Config and has not been heard of.
struct Room {
  FakeClock clock;
  Fleet fleet{clock};
  Endpoint* endpoint = nullptr;

  Room() {
    EndpointRecord record = test::sampleEndpoint();
    record.created_at = clock.now().wall;
    endpoint = &fleet.add(record);
    fleet.setDesired(*endpoint, sampleConfig(1, clock.now().wall));
  }
  void report(Status status) {
    status.observed_at = clock.now().wall;
    fleet.observe(
        *endpoint, status,
        {status.endpoint, status.boot_id, status.seq, status.observed_at, status.observed_at, writeStatus(status)});
  }
  void pass(std::chrono::seconds time) {
    clock.advance(time);
    fleet.tick();
  }
};

json twinIn(const Room& room) { return json::parse(endpointJson(*room.endpoint))["twin"]; }

// "REASON DETAIL since SECONDS after the room was made"; "same".
std::string differenceIn(const Room& room) {
  const json difference = twinIn(room)["difference"];
  if (difference.is_null()) return "same";
  const auto since = NEED(parseTimestamp(difference.value("since", ""))) - room.endpoint->record.created_at;
  return difference.value("reason", "") + " " + difference.value("detail", "") + " since " +
         std::to_string(std::chrono::duration_cast<std::chrono::seconds>(since).count());
}

void theTwinTellsSinceWhenAndWhy() {
  Room room;
  CHECK_EQ(std::string("not_reported  since 0"), differenceIn(room));
  CHECK(twinIn(room)["observed"].is_null());
  room.pass(10s);
  room.report(sampleStatus(1, 1));
  CHECK_EQ(std::string("same"), differenceIn(room));
  room.pass(5s);
  room.fleet.setDesired(*room.endpoint, sampleConfig(2, room.clock.now().wall));
  CHECK_EQ(std::string("not_taken  since 15"), differenceIn(room));
  room.pass(1s);
  // Another version on top of it: it has differed all the time.
  room.fleet.setDesired(*room.endpoint, sampleConfig(3, room.clock.now().wall));
  Status trial = sampleStatus(2, 3);
  trial.config.on_trial = true;
  room.report(trial);
  CHECK_EQ(std::string("on_trial  since 15"), differenceIn(room));
  Status back = sampleStatus(3, 1);
  back.config.rolled_back = RefusedConfig{3, "stream_stopped", "", {}};
  room.report(back);
  CHECK_EQ(std::string("rolled_back stream_stopped since 15"), differenceIn(room));
  CHECK_EQ(3, twinIn(room).value("desired", 0));
  CHECK_EQ(1, twinIn(room).value("observed", 0));
  room.report(sampleStatus(4, 3));
  CHECK_EQ(std::string("same"), differenceIn(room));
}

void theTwinTellsOfRefusalsAndAbsence() {
  Room room;
  room.report(sampleStatus(1, 1));
  room.fleet.setDesired(*room.endpoint, sampleConfig(2, room.clock.now().wall));
  Status refusing = sampleStatus(2, 1);
  refusing.config.refused = RefusedConfig{2, "config_frozen", "", {}};
  room.report(refusing);
  CHECK_EQ(std::string("refused config_frozen since 0"), differenceIn(room));
  refusing.seq = 3;
  refusing.config.refused = RefusedConfig{0, "config_signature", "", {}};
  room.report(refusing);
  CHECK_EQ(std::string("refused config_signature since 0"), differenceIn(room));
  room.report(sampleStatus(4, 1));
  room.pass(60s);
  CHECK_EQ(std::string("offline  since 0"), differenceIn(room));
  room.report(sampleStatus(5, 9));
  CHECK_EQ(std::string("ahead  since 0"), differenceIn(room));
  EndpointRecord revoked = room.endpoint->record;
  revoked.revoked_at = room.clock.now().wall;
  room.fleet.add(revoked);
  CHECK_EQ(std::string("same"), differenceIn(room));
}

// As a centre that was restarted loads it: the report is from before.
void sinceWhenOutlivesARestart() {
  const Room before;
  const Timestamp since = before.clock.now().wall - 1h;
  Status status = sampleStatus(7, 1);
  status.observed_at = since;
  EndpointSeed seed{before.endpoint->record, sampleConfig(2, since), {}, {}, since};
  seed.report = {status.endpoint, status.boot_id, status.seq, since, since, writeStatus(status)};
  const auto differs = [&](const EndpointSeed& from) {
    FakeClock clock;
    Fleet fleet(clock);
    plant(fleet, {from});
    const auto& difference = fleet.find(status.endpoint)->difference;
    return difference ? std::optional(difference->since) : std::nullopt;
  };
  CHECK(differs(seed) == since);
  seed.config = sampleConfig(1, since);
  CHECK(!differs(seed));
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run(
      {TEST(theTwinTellsSinceWhenAndWhy), TEST(theTwinTellsOfRefusalsAndAbsence), TEST(sinceWhenOutlivesARestart)});
}
