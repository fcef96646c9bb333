// SPDX-License-Identifier: Apache-2.0
// What a report holds, and which changes in it are worth telling at once.
#include "daemon/agent/report_builder.h"

#include <functional>

#include "contract/condition_set.h"
#include "tests/support/cmocka_cpp.h"

using namespace diemcau;
using namespace diemcau::agent;
using enum ConditionType;

namespace {

constexpr Timestamp kEarly{std::chrono::milliseconds{1'000}};
constexpr Timestamp kLate{std::chrono::milliseconds{2'000}};

Observations roomThatWorks() {
  Observations observed;
  observed.endpoint = "box-1";
  observed.boot_id = "boot";
  observed.now = kLate;
  observed.config.version = 4;
  observed.media = MediaStatus{};
  observed.screen = ScreenStatus{};
  observed.processes = {{"agent", true, 10, kEarly, 0, 1}, {"media", true, 11, kEarly, 0, 1}};
  observed.network.interfaces = {{"eth0", true, {"192.0.2.1"}}};
  return observed;
}

void theWorkersPartsAreInTheReport() {
  Observations observed = roomThatWorks();
  observed.media->capture.camera.source = "pattern";
  observed.media->uplink.target = "centre:9000";
  observed.screen->output = "file";
  const Status status = buildStatus(observed, 77);
  CHECK_EQ(77U, status.seq);
  CHECK_EQ(std::string{"pattern"}, status.capture->camera.source);
  CHECK_EQ(std::string{"centre:9000"}, status.uplink->target);
  CHECK(status.encode.has_value());
  CHECK_EQ(std::string{"file"}, status.screen->output);
  const Status read = NEED(parseStatus(writeStatus(status)));
  CHECK(read == status);
}

void anAwayWorkersPartsAreAbsent() {
  Observations observed = roomThatWorks();
  observed.media.reset();
  observed.screen.reset();
  const Status status = buildStatus(observed, 1);
  CHECK(!status.capture && !status.encode && !status.uplink && !status.screen);
}

void conditionsOfAllPartsComeWorstFirst() {
  Observations observed = roomThatWorks();
  observed.conditions = {makeCondition(ConfigMissing, kEarly)};
  observed.media->conditions = {makeCondition(UplinkBroken, kLate), makeCondition(CameraMissing, kLate)};
  observed.screen->conditions = {makeCondition(ScreenGlyphsMissing, kEarly), makeCondition(ScreenOutputFailed, kLate)};
  const Status status = buildStatus(observed, 1);
  const std::vector expected{ScreenOutputFailed, ScreenGlyphsMissing, CameraMissing, UplinkBroken, ConfigMissing};
  CHECK_EQ(expected.size(), status.conditions.size());
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(expected[i] == status.conditions[i].type);
}

void aConditionIsToldOnce() {
  Observations observed = roomThatWorks();
  observed.media->conditions = {makeCondition(PlanRefused, kLate, "media")};
  observed.screen->conditions = {makeCondition(PlanRefused, kEarly, "screen")};
  const Status status = buildStatus(observed, 1);
  CHECK_EQ(1U, status.conditions.size());
  CHECK(status.conditions[0].since == kEarly);
}

bool worthTelling(const std::function<void(Observations&)>& change) {
  Observations after = roomThatWorks();
  change(after);
  return salientParts(buildStatus(roomThatWorks(), 1)) != salientParts(buildStatus(after, 2));
}

void statesAreWorthTelling() {
  CHECK(worthTelling([](Observations& o) { o.config.version = 5; }));
  CHECK(worthTelling([](Observations& o) { o.config.expired = true; }));
  CHECK(worthTelling([](Observations& o) { o.config.refused = RefusedConfig{9, "config_expired", "", kLate}; }));
  CHECK(worthTelling([](Observations& o) { o.media->capture.camera.state = SourceState::Running; }));
  CHECK(worthTelling([](Observations& o) { o.media->capture.microphone.state = SourceState::Replaced; }));
  CHECK(worthTelling([](Observations& o) { o.media->uplink.state = UplinkState::Connected; }));
  CHECK(worthTelling([](Observations& o) { o.media->conditions = {makeCondition(CameraMissing, kLate)}; }));
  CHECK(worthTelling([](Observations& o) { o.screen->rendered.pixels_sha256 = "1234"; }));
  CHECK(worthTelling([](Observations& o) { o.screen->scanned_out.state = ProofState::No; }));
  CHECK(worthTelling([](Observations& o) { o.media.reset(); }));
  CHECK(worthTelling([](Observations& o) { o.processes[1].up = false; }));
  CHECK(worthTelling([](Observations& o) { o.processes[1].restarts = 1; }));
  CHECK(worthTelling([](Observations& o) { o.network.interfaces[0].carrier = false; }));
}

void measuredNumbersAreNot() {
  CHECK(!worthTelling([](Observations& o) { o.media->capture.camera.fps = 29.9; }));
  CHECK(!worthTelling([](Observations& o) { o.media->capture.microphone.rms_dbfs = -20; }));
  CHECK(!worthTelling([](Observations& o) { o.media->encode.video.frames = 900; }));
  CHECK(!worthTelling([](Observations& o) { o.media->uplink.rtt_ms = 12; }));
  CHECK(!worthTelling([](Observations& o) { o.media->snapshot.seq = 4; }));
  CHECK(!worthTelling([](Observations& o) { o.processes[0].rss_bytes = 2; }));
  CHECK(!worthTelling([](Observations& o) { o.host.load1 = 1; }));
  CHECK(!worthTelling([](Observations& o) { o.network.centre_rtt_ms = 3; }));
}

// A detail with a control character would make the whole report invalid.
void foreignTextIsMadeFitForAReport() {
  Observations observed = roomThatWorks();
  ConditionSet conditions;
  conditions.set(CentreUnreachable, kLate, "two\nlines\x01" + std::string(400, 'x') + "ệ");
  observed.conditions = conditions.all();
  CHECK(parseStatus(writeStatus(buildStatus(observed, 1))).has_value());
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theWorkersPartsAreInTheReport), TEST(anAwayWorkersPartsAreAbsent),
                             TEST(conditionsOfAllPartsComeWorstFirst), TEST(aConditionIsToldOnce),
                             TEST(statesAreWorthTelling), TEST(measuredNumbersAreNot),
                             TEST(foreignTextIsMadeFitForAReport)});
}
