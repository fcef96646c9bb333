// SPDX-License-Identifier: Apache-2.0
// The agent on a bus, with a centre and workers that the test plays.
#include "daemon/agent/agent.h"

#include <glib.h>
#include <sys/stat.h>

#include <memory>
#include <optional>
#include <string>

#include "contract/dbus/interfaces.h"
#include "contract/envelope.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/main_loop.h"
#include "tests/support/private_bus.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/agent/fakes.h"
#include "tests/unit/agent/signing.h"

using namespace diemcau;
using namespace diemcau::agent;
using namespace diemcau::agent::test;
using diemcau::test::PrivateBus;
using diemcau::test::TempDir;
using diemcau::test::writeWhole;
using namespace std::chrono_literals;

namespace {

// Turns the main loop until it holds.
bool soon(const std::function<bool()>& holds) { return diemcau::test::waitInMainLoop(30s, holds); }

// A media process that only says what the test wants.
class FakeMedia {
 public:
  explicit FakeMedia(const std::string& address)
      : bus_(NEED(base::Bus::connect(address))), skeleton_(dc_media1_skeleton_new()) {
    status.pid = 4711;
    say();
    NEED(bus_->serve(G_DBUS_INTERFACE_SKELETON(skeleton_), "/vn/diemcau/Media1", "vn.diemcau.Media1"));
  }
  ~FakeMedia() {
    leave();
    g_object_unref(skeleton_);
  }
  FakeMedia(const FakeMedia&) = delete;
  FakeMedia& operator=(const FakeMedia&) = delete;

  // Without an end of this object.
  void leave() { g_dbus_connection_close_sync(bus_->connection(), nullptr, nullptr); }
  void say() { dc_media1_set_status(skeleton_, writeMediaStatus(status).c_str()); }

  MediaStatus status;

 private:
  std::unique_ptr<base::Bus> bus_;
  DcMedia1* skeleton_;
};

struct Box {
  TempDir dir;
  PrivateBus bus_daemon{dir};
  SigningKey key;
  FakeClock clock;
  FakeSystemTime system_time{clock};
  FakeHttpClient client;
  std::unique_ptr<base::Bus> bus = NEED(base::Bus::connect(bus_daemon.address()));
  Options options{{}, dir / "id", dir.path(), dir.path(), {"pattern", {}}};
  Result<LoadedIdentity> identity = identityOf(key);
  std::optional<Agent> agent;
  std::string media_plan;
  std::string report;  // the newest on the bus
  std::unique_ptr<base::PropertyWatch> plan_watch = watch("MediaPlan", media_plan);
  std::unique_ptr<base::PropertyWatch> report_watch = watch("Status", report);

  Box() { start(); }

  static Result<LoadedIdentity> identityOf(const SigningKey& key) {
    const TrustRoot root = trustRoot({key});
    return LoadedIdentity{{kEndpoint, "https://centre"}, {}, NEED(TrustChain::create(root)), std::string(32, 'k')};
  }
  std::unique_ptr<base::PropertyWatch> watch(const char* property, std::string& to) {
    return std::make_unique<base::PropertyWatch>(
        *bus, "vn.diemcau.Agent1", "/vn/diemcau/Agent1", "vn.diemcau.Agent1", property,
        base::PropertyWatch::Handlers{{}, {}, [&to](const std::string& value) { to = value; }});
  }
  void start() {
    HttpClient* const centre = identity && !identity->unenrolled ? &client : nullptr;
    agent.emplace(options, identity, centre, TimeSource{system_time}, *bus, clock);
    NEED(agent->start());
  }

  // As the launcher does after a kill (or an ending, where the test has called end() before).
  void restart() {
    agent.reset();
    plan_watch.reset();
    report_watch.reset();
    bus = NEED(base::Bus::connect(bus_daemon.address()));
    media_plan.clear();
    report.clear();
    client.sent.clear();
    plan_watch = watch("MediaPlan", media_plan);
    report_watch = watch("Status", report);
    start();
  }

  [[nodiscard]] std::shared_ptr<FakeHttpClient::Sent> openRequest(const std::string& path) const {
    for (const auto& sent : client.sent) {
      if (sent->open && sent->request.path == path) return sent;
    }
    return {};
  }
  void reply(const std::string& path, const HttpResult& result) {
    const auto sent = openRequest(path);
    CHECK(sent);
    FakeHttpClient::reply(*sent, result);
  }
  void push(const std::string& envelope) { reply("/device/v1/config", answer(200, envelope)); }
  void push(std::uint64_t version) { push(envelopeOf(writeConfig(configOf(version)), {key})); }
  void acknowledge() {
    if (openRequest("/device/v1/reports") != nullptr) reply("/device/v1/reports", answer(200));
  }

  [[nodiscard]] std::uint64_t plannedVersion() const {
    const auto plan = parseMediaPlan(media_plan);
    return plan ? plan->config_version : 9999;
  }
  [[nodiscard]] Status status() const { return NEED(parseStatus(report)); }
  // Waits for a report of which this holds.
  bool reports(const std::function<bool(const Status&)>& holds) {
    return soon([&] {
      clock.advance(100ms);
      acknowledge();
      return !report.empty() && holds(status());
    });
  }
};

bool has(const Status& status, ConditionType type) {
  for (const Condition& condition : status.conditions) {
    if (condition.type == type) return true;
  }
  return false;
}

void aPushedConfigReachesThePlansAtOnce() {
  Box box;
  CHECK(soon([&box] { return box.plannedVersion() == 0; }));
  box.push(4);
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));
  const auto plan = NEED(parseMediaPlan(box.media_plan));
  CHECK_EQ(std::string{"pattern"}, plan.camera.source);  // of the command line
  CHECK_EQ(std::string{"0123456789abcdef"}, plan.uplink->passphrase);
  CHECK(box.openRequest("/device/v1/config") != nullptr ||
        soon([&box] { return box.openRequest("/device/v1/config") != nullptr; }));
}

void aVersionIsReportedOnceTheWorkerHasIt() {
  Box box;
  FakeMedia media{box.bus_daemon.address()};
  CHECK(box.reports([](const Status& s) { return s.processes.size() == 3 && s.processes[1].up; }));
  box.push(4);
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));
  media.status.capture.camera.state = SourceState::Running;
  media.say();
  CHECK(box.reports([](const Status& s) { return s.capture && s.capture->camera.state == SourceState::Running; }));
  CHECK_EQ(0U, box.status().config.version);

  box.acknowledge();
  box.clock.advance(Reporter::kSpacing);
  media.status.config_version = 4;
  media.say();
  CHECK(soon([&box] { return box.status().config.version == 4; }));  // at once: the clock stands still
  CHECK(box.status().config.applied_at.has_value());
}

void theSetupSceneFollowsWhatTheRoomReports() {
  Box box;
  std::string screen_plan;
  const auto watch = box.watch("ScreenPlan", screen_plan);
  FakeMedia media{box.bus_daemon.address()};
  const auto shows = [&](CheckState state) {
    const auto plan = parseScreenPlan(screen_plan);
    return plan && plan->checklist && plan->checklist->camera == state;
  };
  media.status.capture.camera.state = SourceState::Running;
  media.say();
  CHECK(box.reports([&](const Status&) { return shows(CheckState::Good); }));
  media.status.conditions = {makeCondition(ConditionType::CameraMissing, box.clock.wall())};
  media.say();
  CHECK(box.reports([&](const Status&) { return shows(CheckState::Bad); }));
  // The makét is nobody's checklist, and is not drawn again for it.
  box.push(4);
  CHECK(soon([&] {
    const auto plan = parseScreenPlan(screen_plan);
    return plan && plan->config_version == 4 && !plan->checklist;
  }));
}

void aRefusedConfigLeavesThePlansAlone() {
  Box box;
  box.push(4);
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));
  CHECK(soon([&box] { return box.openRequest("/device/v1/config") != nullptr; }));
  box.push(envelopeOf(writeConfig(configOf(5)), {SigningKey{}}));
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::ConfigKeyUnknown); }));
  CHECK_EQ(std::string{"config_key_unknown"}, box.status().config.refused->reason);
  CHECK_EQ(4U, box.plannedVersion());
}

// A room that is on air with version 4, and has been pushed version 5.
struct Trial : Box {
  FakeMedia media{bus_daemon.address()};

  Trial() {
    push(4);
    CHECK(soon([this] { return plannedVersion() == 4; }));
    media.status.uplink.state = UplinkState::Connected;
    run(4);
    CHECK(reports([](const Status& s) { return s.config.version == 4 && !s.config.on_trial; }));
    CHECK(soon([this] { return openRequest("/device/v1/config") != nullptr; }));
    Config next = configOf(5);
    next.body.video.fps = 15;
    push(envelopeOf(writeConfig(next), {key}));
    CHECK(soon([this] { return plannedVersion() == 5; }));
  }
  // The media process runs `version`, a second and some pictures later.
  void run(std::uint64_t version) {
    media.status.config_version = version;
    media.status.uplink.frames_sent += 30;
    media.status.uplink.packets_sent += 200;
    clock.advance(1s);
    media.say();
  }
  // For as long as it takes until a report says so, or the test fails.
  bool runs(std::uint64_t version, bool acknowledged, const std::function<bool(const Status&)>& holds) {
    return soon([&] {
      run(version);
      if (acknowledged) acknowledge();
      return !report.empty() && holds(status());
    });
  }
};

void aConfigWithWhichTheRoomStaysOnAirIsCommitted() {
  Trial room;
  CHECK(room.runs(5, true, [](const Status& s) { return s.config.version == 5 && s.config.on_trial; }));
  CHECK(room.runs(5, true, [](const Status& s) { return s.config.version == 5 && !s.config.on_trial; }));
  CHECK(!room.status().config.rolled_back);
  room.restart();
  CHECK(soon([&room] { return room.plannedVersion() == 5; }));
}

void aConfigThatTheCentreNeverHearsOfIsTakenBack() {
  Trial room;
  CHECK(room.runs(5, false, [&](const Status&) { return room.plannedVersion() == 4; }));
  CHECK(room.runs(4, true, [](const Status& s) { return s.config.version == 4 && s.config.rolled_back; }));
  CHECK_EQ(std::string{"not_acknowledged"}, room.status().config.rolled_back->reason);
  CHECK(has(room.status(), ConditionType::ConfigRolledBack));
  CHECK_EQ(std::string{"If-None-Match: \"5\""}, room.openRequest("/device/v1/config")->request.headers.at(0));
}

void aConfigThatEndsTheMediaProcessIsTakenBackAtOnce() {
  Trial room;
  CHECK(room.runs(5, true, [](const Status& s) { return s.config.version == 5; }));
  room.media.leave();
  CHECK(soon([&] { return room.plannedVersion() == 4; }));
  CHECK(room.reports([](const Status& s) { return s.config.rolled_back.has_value(); }));
  CHECK_EQ(std::string{"worker_ended"}, room.status().config.rolled_back->reason);
}

void anAgentThatIsKilledDuringTheTrialGoesBack() {
  Trial room;
  room.restart();
  CHECK(soon([&room] { return room.plannedVersion() == 4; }));
  CHECK(room.reports([](const Status& s) { return s.config.rolled_back.has_value(); }));
  CHECK_EQ(std::string{"restarted"}, room.status().config.rolled_back->reason);
  CHECK_EQ(5U, room.status().config.rolled_back->version);
}

void aDeadWorkerIsToldAndItsReturnCounted() {
  Box box;
  auto media = std::make_unique<FakeMedia>(box.bus_daemon.address());
  CHECK(box.reports([](const Status& s) { return s.uplink.has_value(); }));
  media.reset();
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::MediaDown) && !s.uplink; }));
  media = std::make_unique<FakeMedia>(box.bus_daemon.address());
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::MediaRestarted) && s.uplink; }));
  CHECK_EQ(1U, box.status().processes[1].restarts);
  CHECK(!has(box.status(), ConditionType::MediaDown));
}

void aKilledAgentGoesOnWithItsConfig() {
  Box box;
  box.push(4);
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));
  CHECK(box.reports([](const Status& s) { return s.seq > 1; }));
  const std::uint64_t last = box.status().seq;
  box.restart();                                              // without end()
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));  // no word from the centre yet
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::AgentRestarted); }));
  CHECK_EQ(1U, box.status().processes[0].restarts);
  CHECK(box.status().seq > last);
}

void anAwayCentreLeavesThePlansAlone() {
  Box box;
  box.push(4);
  CHECK(soon([&box] { return box.plannedVersion() == 4; }));
  box.reply("/device/v1/reports", noAnswer("unreachable"));
  CHECK(soon([&box] {
    box.clock.advance(100ms);
    return !box.report.empty() && has(box.status(), ConditionType::CentreUnreachable);
  }));
  CHECK_EQ(4U, box.plannedVersion());
}

// Neither of the two processes knows of it alone.
void aStreamThatTheNetworkDoesNotLetThroughIsToldFromOneThatNobodyTakes() {
  Box box;
  FakeMedia media(box.bus_daemon.address());
  media.status.uplink.target = "centre:9000";
  media.status.conditions = {makeCondition(ConditionType::UplinkTimeout, box.clock.wall())};
  media.say();
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::UplinkTimeout); }));
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::UplinkUdpBlocked); }));
  CHECK(!has(box.status(), ConditionType::UplinkTimeout));
  media.status.conditions.clear();
  media.say();
  CHECK(box.reports([](const Status& s) { return !has(s, ConditionType::UplinkUdpBlocked); }));
}

void withoutAnIdentityTheRoomIsStillServed() {
  Box box;
  box.agent->end();
  box.identity = fail("file", "not_found", "identity.json");
  box.restart();
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::IdentityInvalid); }));
  CHECK(!has(box.status(), ConditionType::AgentRestarted));
  CHECK(soon([&box] { return box.plannedVersion() == 0; }));
  CHECK(box.client.sent.empty());
}

// With the configuration that it has had before, if it had one.
void aBoxThatEnrolsShowsItsPairingCodeAndGoesOnMeanwhile() {
  Box box;
  box.push(4);
  box.agent->end();
  box.identity->unenrolled = Error{"certificate", "unreadable", {}};
  box.restart();
  CHECK(soon([&] { return box.plannedVersion() == 4; }));
  std::string screen_plan;
  const auto screen_watch = box.watch("ScreenPlan", screen_plan);
  box.agent->followEnrolment({kEndpoint, "K7MW-3PXA", ConditionType::EnrolmentPending, "K7MW-3PXA"});
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::EnrolmentPending); }));
  CHECK(!has(box.status(), ConditionType::IdentityInvalid));
  CHECK_EQ(std::string(kEndpoint), box.status().endpoint);
  CHECK(soon([&] {
    const auto plan = parseScreenPlan(screen_plan);
    return plan && plan->pairing_code == "K7MW-3PXA" && plan->endpoint == kEndpoint;
  }));
  box.agent->followEnrolment({kEndpoint, "K7MW-3PXA", ConditionType::EnrolmentRefused, "HTTP 403"});
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::EnrolmentRefused); }));
  CHECK(!has(box.status(), ConditionType::EnrolmentPending));
  CHECK(box.client.sent.empty());
}

void aCertificateThatEndsIsToldOf() {
  Box box;
  box.agent->followRenewal("http.unreachable: test");
  CHECK(box.reports([](const Status& s) { return has(s, ConditionType::IdentityExpiring); }));
  box.agent->followRenewal(std::nullopt);
  CHECK(box.reports([](const Status& s) { return !has(s, ConditionType::IdentityExpiring); }));
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aPushedConfigReachesThePlansAtOnce), TEST(aVersionIsReportedOnceTheWorkerHasIt),
       TEST(theSetupSceneFollowsWhatTheRoomReports), TEST(aRefusedConfigLeavesThePlansAlone),
       TEST(aConfigWithWhichTheRoomStaysOnAirIsCommitted), TEST(aConfigThatTheCentreNeverHearsOfIsTakenBack),
       TEST(aConfigThatEndsTheMediaProcessIsTakenBackAtOnce), TEST(anAgentThatIsKilledDuringTheTrialGoesBack),
       TEST(aDeadWorkerIsToldAndItsReturnCounted), TEST(aKilledAgentGoesOnWithItsConfig),
       TEST(anAwayCentreLeavesThePlansAlone), TEST(aStreamThatTheNetworkDoesNotLetThroughIsToldFromOneThatNobodyTakes),
       TEST(withoutAnIdentityTheRoomIsStillServed), TEST(aBoxThatEnrolsShowsItsPairingCodeAndGoesOnMeanwhile),
       TEST(aCertificateThatEndsIsToldOf)});
}
