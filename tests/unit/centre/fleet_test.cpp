// SPDX-License-Identifier: Apache-2.0
// What the centre makes of reports, streams and silence, and how operators see it.
#include "centre/fleet/fleet.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "centre/fleet/centre_health.h"
#include "centre/fleet/config_draft.h"
#include "centre/fleet/publisher.h"
#include "centre/operators/views.h"
#include "contract/stream_id.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/unit/centre/fakes.h"

namespace diemcau::centre {
namespace {

using nlohmann::json;
using test::FakeClock;
using test::sampleConfig;
using test::sampleStatus;
using namespace std::chrono_literals;

// One room whose endpoint has version 1 of its Config.
class Room {
 public:
  Room() {
    fleet.setSites({{"79", "Thành phố Hồ Chí Minh"}});
    EndpointRecord record = test::sampleEndpoint();
    record.created_at = clock.now().wall;
    endpoint = &fleet.add(record);
    fleet.setDesired(*endpoint, sampleConfig(1, clock.now().wall));
  }

  ReportOrder report(Status status) {
    const Timestamp now = clock.now().wall;
    if (status.observed_at == Timestamp{}) status.observed_at = now;
    return fleet.observe(*endpoint, status,
                         {status.endpoint, status.boot_id, status.seq, status.observed_at, now, writeStatus(status)});
  }
  void stream(bool connected, RecordingState recording = RecordingState::Writing) {
    StreamStats stats;
    stats.endpoint = endpoint->record.id;
    stats.connected = connected;
    stats.recording = recording;
    fleet.setStreams({stats});
  }
  void smallStream(bool connected) {
    StreamStats stats;
    stats.endpoint = endpoint->record.id;
    stats.picture = StreamPicture::Small;
    stats.connected = connected;
    fleet.setStreams({stats});
  }
  void pass(std::chrono::milliseconds time) {
    clock.advance(time);
    fleet.tick();
  }
  [[nodiscard]] bool has(ConditionType type) const {
    return std::ranges::contains(conditionsOf(*endpoint), type, &Condition::type);
  }
  [[nodiscard]] json view() const { return json::parse(endpointJson(*endpoint)); }

  FakeClock clock;
  Fleet fleet{clock};
  Endpoint* endpoint = nullptr;
};

void anEndpointThatNeverReportedIsOffline() {
  const Room room;
  CHECK(room.has(ConditionType::EndpointOffline));
  CHECK_EQ(false, room.view()["online"].get<bool>());
  CHECK(room.view()["last_seen"].is_null());
  CHECK(room.view()["status"].is_null());
}

void silenceMakesItOffline() {
  Room room;
  room.report(sampleStatus(1));
  room.stream(true);
  CHECK(room.endpoint->online);
  room.pass(6s);
  CHECK(room.endpoint->online);
  room.pass(1ms);
  CHECK(!room.endpoint->online);
  CHECK(room.has(ConditionType::EndpointOffline));
  room.report(sampleStatus(2));
  CHECK(room.endpoint->online);
  CHECK(!room.has(ConditionType::EndpointOffline));
}

void aSlowerReportingIntervalIsWaitedFor() {
  Room room;
  ConfigRecord slow = sampleConfig(2);
  ConfigBody body = test::sampleBody();
  body.reporting.interval_s = 10;
  slow.body = writeConfigBody(body);
  room.fleet.setDesired(*room.endpoint, slow);
  room.report(sampleStatus(1));
  room.pass(30s);
  CHECK(room.endpoint->online);
  room.pass(1ms);
  CHECK(!room.endpoint->online);
}

void whatExpiresWithinSixtyDaysIsTold() {
  Room room;
  room.endpoint->record.certificate_expires_at = room.clock.now().wall + 61 * 24h;
  room.report(sampleStatus(1));
  room.pass(0ms);
  CHECK(!room.has(ConditionType::IdentityExpiring));
  room.pass(24h);
  CHECK(room.has(ConditionType::IdentityExpiring));
  // The box says so too.
  Status status = sampleStatus(2);
  status.conditions = {makeCondition(ConditionType::IdentityExpiring, room.clock.now().wall)};
  room.report(status);
  CHECK_EQ(1, std::ranges::count(conditionsOf(*room.endpoint), ConditionType::IdentityExpiring, &Condition::type));
  CHECK_EQ(std::string("2022-09-14T00:00:00.000Z"), room.view()["certificate_expires_at"].get<std::string>());
  room.report(sampleStatus(3));
  // Renewed, by another process.
  EndpointRecord renewed = room.endpoint->record;
  renewed.certificate_expires_at = room.clock.now().wall + 365 * 24h;
  room.fleet.add(renewed);
  CHECK(!room.has(ConditionType::IdentityExpiring));
}

void aRevokedEndpointHasNoKeyAndNoTroubles() {
  Room room;
  CHECK_EQ(std::size_t{1}, room.fleet.streamKeys().size());
  CHECK(room.view()["revoked_at"].is_null());
  EndpointRecord revoked = room.endpoint->record;
  revoked.revoked_at = room.clock.now().wall;
  room.fleet.add(revoked);
  CHECK(room.fleet.streamKeys().empty());
  CHECK(conditionsOf(*room.endpoint).empty());
  CHECK_EQ(std::string("2022-07-15T00:00:00.000Z"), room.view()["revoked_at"].get<std::string>());
}

void theSmallPictureIsSeenBesideTheStream() {
  Room room;
  CHECK(room.view()["small_stream"].is_null());
  room.stream(true);
  room.smallStream(false);
  CHECK_EQ(true, room.view()["stream"]["connected"].get<bool>());
  CHECK_EQ(false, room.view()["small_stream"]["connected"].get<bool>());
  CHECK(!room.view()["small_stream"].contains("recording"));
  room.smallStream(true);
  CHECK_EQ(true, room.view()["small_stream"]["connected"].get<bool>());
  CHECK_EQ("writing", room.view()["stream"]["recording"]["state"].get<std::string>());
}

void aStreamThatDoesNotComeIsToldAfterFiveSeconds() {
  Room room;
  room.report(sampleStatus(1));
  room.pass(4999ms);
  CHECK(!room.has(ConditionType::StreamMissing));
  room.report(sampleStatus(2));
  room.pass(1ms);
  CHECK(room.has(ConditionType::StreamMissing));
  room.smallStream(true);
  CHECK(room.has(ConditionType::StreamMissing));
  room.stream(true);
  CHECK(!room.has(ConditionType::StreamMissing));
  room.stream(false);
  CHECK(!room.has(ConditionType::StreamMissing));
}

void anOfflineEndpointIsNotBlamedForItsStreamToo() {
  Room room;
  room.report(sampleStatus(1));
  room.pass(1min);
  CHECK(room.has(ConditionType::EndpointOffline));
  CHECK(!room.has(ConditionType::StreamMissing));
}

void aRecordingThatFailsIsTold() {
  Room room;
  room.report(sampleStatus(1));
  room.stream(true, RecordingState::Failed);
  CHECK(room.has(ConditionType::RecordingFailed));
  room.stream(true);
  CHECK(!room.has(ConditionType::RecordingFailed));
}

void theNewestReportStandsWhateverTheOrder() {
  Room room;
  CHECK(room.report(sampleStatus(5)) == ReportOrder::Newest);
  CHECK(room.report(sampleStatus(4)) == ReportOrder::Older);
  CHECK_EQ(std::uint64_t{5}, room.endpoint->observed->report.seq);
  CHECK(room.report(sampleStatus(6)) == ReportOrder::Newest);
}

void aRepeatedReportIsASignOfLife() {
  Room room;
  Status status = sampleStatus(5);
  status.observed_at = room.clock.now().wall;
  CHECK(room.report(status) == ReportOrder::Newest);
  room.pass(5s);
  CHECK(room.report(status) == ReportOrder::Repeated);
  room.pass(5s);
  CHECK(room.endpoint->online);
}

void aRebootCountsFromOneAgain() {
  Room room;
  room.report(sampleStatus(500));
  room.pass(1s);
  CHECK(room.report(sampleStatus(1, 1, "boot-2")) == ReportOrder::Newest);
  room.pass(1s);
  // What the former boot still had to say is history.
  CHECK(room.report(sampleStatus(501, 1, "boot-1")) == ReportOrder::Older);
  CHECK_EQ(std::string("boot-2"), room.endpoint->observed->report.boot_id);
}

void aRebootIntoThePastIsBelievedOnceTheFutureIsSilent() {
  Room room;
  Status future = sampleStatus(1);
  future.observed_at = room.clock.now().wall + std::chrono::days(5000);
  room.report(future);
  CHECK(room.report(sampleStatus(1, 1, "boot-2")) == ReportOrder::Older);
  room.pass(7s);
  CHECK(room.report(sampleStatus(2, 1, "boot-2")) == ReportOrder::Newest);
}

void aCounterThatWasResetIsBelievedOnceTheOldOneIsSilent() {
  Room room;
  room.report(sampleStatus(500));
  room.pass(7s);
  CHECK(room.report(sampleStatus(1)) == ReportOrder::Newest);
}

void conditionsAreWorstFirstAndOnlyOfThoseOnline() {
  Room room;
  Status status = sampleStatus(1);
  status.conditions = {makeCondition(ConditionType::CameraMissing, {}, "v4l2:/dev/video0"),
                       Condition{ConditionType::MemoryLow, ConditionLevel::Critical, {}, ""}};
  room.report(status);
  room.stream(true, RecordingState::Failed);
  const auto conditions = conditionsOf(*room.endpoint);
  CHECK(std::ranges::is_sorted(conditions, std::ranges::greater(), &Condition::level));
  CHECK_EQ(std::size_t{3}, conditions.size());
  room.pass(7s);
  CHECK(!room.has(ConditionType::CameraMissing));
}

void appliedIsMeasuredFromThePush() {
  Room room;
  room.fleet.setDesired(*room.endpoint, sampleConfig(2, room.clock.now().wall));
  room.clock.advance(300ms);
  room.report(sampleStatus(1, 1));
  CHECK(room.view()["desired"]["applied_after_ms"].is_null());
  room.clock.advance(400ms);
  room.report(sampleStatus(2, 2));
  CHECK_EQ(700, room.view()["desired"]["applied_after_ms"].get<int>());
  room.clock.advance(400ms);
  room.report(sampleStatus(3, 2));
  CHECK_EQ(700, room.view()["desired"]["applied_after_ms"].get<int>());
}

void anOlderConfigNeverReplacesANewerOne() {
  Room room;
  room.fleet.setDesired(*room.endpoint, sampleConfig(3));
  room.fleet.setDesired(*room.endpoint, sampleConfig(2));
  CHECK_EQ(std::uint64_t{3}, room.endpoint->desired->version.version);
}

void theNextVersionIsAboveAllThatTheEndpointKnows() {
  Room room;
  CHECK_EQ(std::uint64_t{2}, nextVersion(*room.endpoint));
  room.report(sampleStatus(1, 41));  // the centre's store was set back
  CHECK_EQ(std::uint64_t{42}, nextVersion(*room.endpoint));
  room.report(sampleStatus(2, UINT64_MAX));
  CHECK_EQ(std::uint64_t{2}, nextVersion(*room.endpoint));
}

void theUplinkIsTheCentresToFillIn() {
  const Signer signer(NEED(PrivateKey::generate()));
  ConfigBody body = test::sampleBody();
  body.uplink = UplinkConfig{"evil.example", 1, "x", "0123456789", 120};
  const EndpointRecord endpoint = test::sampleEndpoint();
  const FakeClock clock;
  const ConfigRecord config = NEED(makeConfig(signer, endpoint, {7, body, "operator", clock.now().wall, {9000}}));
  CHECK(config.body.find("uplink") == std::string::npos);
  CHECK(config.body.find(endpoint.srt_passphrase) == std::string::npos);
  CHECK(config.version.expires_at == clock.now().wall + std::chrono::days(60));
  const ConfigBody told = NEED(bodyInEnvelope(config.envelope));
  CHECK_EQ(std::string("127.0.0.1"), told.uplink->host);
  CHECK_EQ(std::uint16_t{9000}, told.uplink->port);
  CHECK_EQ(endpoint.srt_passphrase, told.uplink->passphrase);
  const StreamId id = NEED(parseStreamId(told.uplink->stream_id));
  CHECK(id == (StreamId{"79", endpoint.id, StreamMode::Publish}));
  CHECK(!told.uplink->backup);
}

void aSecondAddressOfTheGatewayIsTheBackup() {
  const EndpointRecord endpoint = test::sampleEndpoint();
  const UplinkConfig uplink = uplinkOf(endpoint, {9000, "line-2.example", "wwan0", UplinkPaths::Both});
  CHECK_EQ(std::string("127.0.0.1"), uplink.host);
  CHECK_EQ(std::string("line-2.example"), uplink.backup->host);
  CHECK_EQ(std::string("wwan0"), uplink.backup->interface);
  CHECK(uplink.paths == UplinkPaths::Both);
  CHECK_EQ(std::uint16_t{9000}, uplink.backup->port);
  CHECK_EQ(endpoint.srt_passphrase, uplink.backup->passphrase);
  CHECK(NEED(parseStreamId(uplink.backup->stream_id)) == (StreamId{"79", endpoint.id, StreamMode::Publish, {}, 2}));
}

void theViewIsAsTheContractHasIt() {
  Room room;
  Status status = sampleStatus(9);
  status.host.hostname = "điểm cầu";
  room.report(status);
  room.stream(true);
  room.fleet.setSnapshot(*room.endpoint, SnapshotKind::Camera, {"0123", {}, std::make_shared<std::string>("x")});
  const json view = room.view();
  for (const char* member :
       {"id", "site", "online", "last_seen", "desired", "status", "stream", "snapshots", "conditions"}) {
    CHECK(view.contains(member));
  }
  CHECK_EQ(std::string("Thành phố Hồ Chí Minh"), view["site"]["name"].get<std::string>());
  CHECK_EQ(9, view["status"]["seq"].get<int>());
  CHECK_EQ(std::string("điểm cầu"), view["status"]["host"]["hostname"].get<std::string>());
  CHECK_EQ(std::string("writing"), view["stream"]["recording"]["state"].get<std::string>());
  CHECK_EQ(std::string("0123"), view["snapshots"]["camera"]["etag"].get<std::string>());
  CHECK(view["snapshots"]["screen"].is_null());
  CHECK(view.dump().find("a-very-secret-passphrase") == std::string::npos);
}

void endpointsComeBySite() {
  Room room;
  room.fleet.setSites({{"79", "Thành phố Hồ Chí Minh"}, {"01", "Thành phố Hà Nội"}});
  EndpointRecord hanoi = test::sampleEndpoint("box-ffffffff");
  hanoi.site_code = "01";
  room.fleet.add(hanoi);
  const auto all = room.fleet.all();
  CHECK_EQ(std::string("box-ffffffff"), all.at(0)->record.id);
  CHECK_EQ(std::string("79"), all.at(1)->site.code);
}

void theCentreTellsWhenItCannotStore() {
  const FakeClock clock;
  Changes changes;
  CentreHealth health(clock, changes);
  health.setDiskFree(std::uint64_t{100} << 30);
  CHECK(health.conditions().empty());
  health.storeAnswered(fail("store", "full", "database or disk is full"));
  CHECK_EQ(std::size_t{1}, health.conditions().size());
  CHECK(health.conditions()[0].level == ConditionLevel::Critical);
  CHECK(centreJson(health).find("disk is full") != std::string::npos);
  health.storeAnswered({});
  CHECK(health.conditions().empty());
  health.setDiskFree(1000);
  CHECK(health.conditions().at(0).type == ConditionType::DiskLow);
}

}  // namespace
}  // namespace diemcau::centre

int main() {
  using namespace diemcau::centre;
  return diemcau::test::run({TEST(anEndpointThatNeverReportedIsOffline),
                             TEST(silenceMakesItOffline),
                             TEST(aSlowerReportingIntervalIsWaitedFor),
                             TEST(whatExpiresWithinSixtyDaysIsTold),
                             TEST(aRevokedEndpointHasNoKeyAndNoTroubles),
                             TEST(theSmallPictureIsSeenBesideTheStream),
                             TEST(aStreamThatDoesNotComeIsToldAfterFiveSeconds),
                             TEST(anOfflineEndpointIsNotBlamedForItsStreamToo),
                             TEST(aRecordingThatFailsIsTold),
                             TEST(theNewestReportStandsWhateverTheOrder),
                             TEST(aRepeatedReportIsASignOfLife),
                             TEST(aRebootCountsFromOneAgain),
                             TEST(aRebootIntoThePastIsBelievedOnceTheFutureIsSilent),
                             TEST(aCounterThatWasResetIsBelievedOnceTheOldOneIsSilent),
                             TEST(conditionsAreWorstFirstAndOnlyOfThoseOnline),
                             TEST(appliedIsMeasuredFromThePush),
                             TEST(anOlderConfigNeverReplacesANewerOne),
                             TEST(theNextVersionIsAboveAllThatTheEndpointKnows),
                             TEST(theUplinkIsTheCentresToFillIn),
                             TEST(aSecondAddressOfTheGatewayIsTheBackup),
                             TEST(theViewIsAsTheContractHasIt),
                             TEST(endpointsComeBySite),
                             TEST(theCentreTellsWhenItCannotStore)});
}
