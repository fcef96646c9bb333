// SPDX-License-Identifier: Apache-2.0
// Two lines to the real gateway: one of them may be cut, and nobody notices.
#include <algorithm>
#include <cstdio>
#include <format>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/integration/media/arrival_watch.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;
constexpr std::uint32_t kLatency = 300;
constexpr std::uint32_t kKeyframeEvery = 10;  // s
constexpr double kLateMs = 400;               // of sound: a stall is known after 120 ms
constexpr char kThere[] = "delay=20";
constexpr char kGone[] = "delay=20 loss=100 back.loss=100";

struct Room {
  TempDir recordings;
  RunningGateway gateway{recordings.path()};
  const centre::StreamKey key = keyOf(1);
  LinkRelay primary{gateway.gateway().port(), 1};
  LinkRelay backup{gateway.gateway().port(), 2};
  MediaBench bench{primary.port()};

  explicit Room(UplinkPaths paths, std::uint32_t latency_ms = kLatency) {
    bench.plan.video.keyframe_interval_s = kKeyframeEvery;
    primary.shape(kThere);
    backup.shape(kThere);
    UplinkConfig& uplink = *bench.plan.uplink;
    const auto target = [&](std::uint16_t port, std::uint32_t path) {
      UplinkTarget made;
      made.host = "127.0.0.1";
      made.port = port;
      made.stream_id =
          writeStreamId({.resource = key.site_code, .user = key.endpoint, .mode = StreamMode::Publish, .path = path});
      made.passphrase = key.passphrase;
      made.latency_ms = latency_ms;
      return made;
    };
    static_cast<UplinkTarget&>(uplink) = target(primary.port(), 1);
    uplink.backup = target(backup.port(), 2);
    uplink.paths = paths;
    bench.start();
    gateway.await(key.endpoint, [](const centre::StreamStats& stats) { return stats.paths == 2; });
    (void)bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > kFps; });
  }
  MediaStatus after(std::uint64_t pictures) {
    const std::uint64_t until = bench.status().uplink.frames_sent + pictures;
    return bench.waitStatus(30s, "pictures", [&](const MediaStatus& s) { return s.uplink.frames_sent >= until; });
  }
  [[nodiscard]] SrtCaller::Options watching() {
    SrtCaller::Options options;
    options.port = gateway.gateway().port();
    options.stream_id = writeStreamId({.resource = key.site_code, .user = "operator"});
    options.passphrase = kWatchingPassphrase;
    return options;
  }
  // Everything that was received, in one file.
  Judgement judged() {
    bench.stop();
    gateway.await(key.endpoint, [](const centre::StreamStats& stats) {
      return !stats.connected && stats.recording == centre::RecordingState::Idle;
    });
    CHECK_EQ(std::uint64_t{0}, gateway.stats(key.endpoint).packets_dropped);
    return judge(bench.dir(), gateway.stats(key.endpoint).recording_file);
  }
};

bool carries(const MediaStatus& status, std::size_t path) {
  return status.uplink.paths.size() == 2 && status.uplink.paths[path].carries;
}

void expectWhole(const Judgement& found) {
  std::printf("figure: %llu pictures; longest step of sound %.3f s, of pictures %.3f s\n",
              static_cast<unsigned long long>(found.pictures), found.longest_step_of_sound, found.longest_step);
  CHECK_EQ("", found.errors);
  CHECK_EQ(std::uint64_t{0}, found.broken_counters);
  CHECK(found.longest_step_of_sound < 0.025);
  CHECK(found.longest_step < 1.5 / kFps);
  CHECK(found.shortest_step > 0);
  CHECK(found.shortest_step_of_sound > 0);
}

void theBackupTakesOverAndNothingIsMissing() {
  Room room(UplinkPaths::Failover);
  ArrivalWatch watch(room.watching());
  (void)room.after(2 * kFps);
  const MediaStatus before = room.bench.waitStatus(
      60s, "the primary", [](const MediaStatus& s) { return carries(s, 0) && !carries(s, 1) && s.conditions.empty(); });
  CHECK(before.uplink.paths[1].state == UplinkState::Connected);
  const std::uint64_t units_before = watch.units();
  CHECK(units_before > 50);
  std::printf("figure: sound up to %.0f ms late before\n", watch.latestMs());

  // The next one by itself is ten seconds after this one.
  const std::uint64_t regular = watch.keyframes() + 1;
  CHECK(waitFor(60s, [&] { return watch.keyframes() >= regular; }));
  room.primary.shape(kGone);
  const MediaStatus over = room.bench.waitStatus(30s, "the backup", [](const MediaStatus& s) {
    return carries(s, 1) && !carries(s, 0) && has(s, ConditionType::UplinkOnBackup);
  });
  CHECK(over.uplink.state == UplinkState::Connected);
  CHECK(over.uplink.target.ends_with(std::to_string(room.backup.port())));
  (void)room.after(2 * kFps);
  CHECK(waitFor(4s, [&] { return watch.keyframes() > regular; }));
  const double late = watch.latestMs();
  std::printf("figure: sound up to %.0f ms late while the backup took over\n", late);
  CHECK(late < kLateMs);

  room.primary.shape(kThere);
  const MediaStatus again = room.bench.waitStatus(60s, "the primary again",
                                                  [](const MediaStatus& s) { return carries(s, 0) && !carries(s, 1); });
  CHECK(!has(again, ConditionType::UplinkOnBackup));
  const MediaStatus later = room.after(2 * kFps);
  CHECK_EQ(std::uint64_t{0}, later.uplink.frames_dropped);
  CHECK(watch.latestMs() < kLateMs);
  CHECK(watch.units() > units_before + 150);  // it was there all the time
  expectWhole(room.judged());
}

// The room is told, and nobody else notices.
void aBackupThatIsGoneIsToldAndNotMissed() {
  Room room(UplinkPaths::Failover);
  (void)room.bench.waitStatus(60s, "the primary",
                              [](const MediaStatus& s) { return carries(s, 0) && s.conditions.empty(); });
  room.backup.shape(kGone);
  const MediaStatus down = room.bench.waitStatus(
      30s, "a backup that is down", [](const MediaStatus& s) { return has(s, ConditionType::UplinkBackupDown); });
  CHECK(carries(down, 0) && !carries(down, 1));
  CHECK(!has(down, ConditionType::UplinkOnBackup));
  CHECK(down.uplink.paths[1].state != UplinkState::Connected);
  room.backup.shape(kThere);
  const MediaStatus again = room.bench.waitStatus(30s, "the backup again", [](const MediaStatus& s) {
    return s.uplink.paths[1].state == UplinkState::Connected && s.conditions.empty();
  });
  CHECK(carries(again, 0));
  CHECK_EQ(std::uint64_t{0}, room.after(2 * kFps).uplink.frames_dropped);
  expectWhole(room.judged());
}

void overBothALineIsNotMissed() {
  Room room(UplinkPaths::Both);
  ArrivalWatch watch(room.watching());
  const MediaStatus before = room.after(2 * kFps);
  CHECK(carries(before, 0) && carries(before, 1));
  for (LinkRelay* line : {&room.primary, &room.backup}) {
    line->shape(kGone);
    (void)room.bench.waitStatus(30s, "a line less", [&](const MediaStatus& s) {
      return carries(s, 0) != carries(s, 1) &&
             has(s, line == &room.primary ? ConditionType::UplinkOnBackup : ConditionType::UplinkBackupDown);
    });
    line->shape(kThere);
    (void)room.bench.waitStatus(
        30s, "both again", [](const MediaStatus& s) { return carries(s, 0) && carries(s, 1) && s.conditions.empty(); });
    (void)room.after(kFps);
  }
  const double late = watch.latestMs();
  std::printf("figure: sound up to %.0f ms late\n", late);
  CHECK(late < kLateMs);
  expectWhole(room.judged());
}

// There is time for one repair: two or three of a thousand packets stay lost on each line, hardly one of a hundred
// thousand on both.
void lossOnBothLinesIsNotSeen() {
  Room room(UplinkPaths::Both, 120);
  for (LinkRelay* line : {&room.primary, &room.backup}) line->shape("delay=30 loss=5");
  const MediaStatus later = room.after(10 * kFps);
  CHECK(later.uplink.packets_lost > 50);
  expectWhole(room.judged());
}

// Three round trips (SRT Deployment Guide).
void theLatencyIsWhatTheLineNeeds() {
  Room room(UplinkPaths::Failover);
  room.bench.plan.uplink->backup.reset();
  room.bench.plan.uplink->latency_ms = 120;
  room.bench.plan.uplink->latency_max_ms = 1000;
  room.primary.shape("delay=100");
  room.bench.push();
  const MediaStatus status = room.bench.waitStatus(30s, "a longer latency", [](const MediaStatus& s) {
    return s.uplink.state == UplinkState::Connected && s.uplink.latency_ms >= 600;
  });
  CHECK(status.uplink.latency_ms < 750);
  CHECK(status.uplink.paths.empty());
  const std::uint32_t connects = status.uplink.connects;
  CHECK_EQ(connects, room.after(5 * kFps).uplink.connects);
  room.bench.stop();
}

void theInterfaceIsTheOneThatWasNamed() {
  Room room(UplinkPaths::Failover);
  room.bench.plan.uplink->backup.reset();
  room.bench.plan.uplink->interface = "wwan9";
  room.bench.push();
  const MediaStatus none = room.bench.waitStatus(
      30s, "no such interface", [](const MediaStatus& s) { return has(s, ConditionType::UplinkNoRoute); });
  CHECK(std::ranges::any_of(none.conditions, [](const Condition& one) { return one.detail.contains("wwan9"); }));
  room.bench.plan.uplink->interface = "lo";
  room.bench.push();
  (void)room.bench.waitStatus(30s, "the connection", [](const MediaStatus& s) {
    return s.uplink.state == UplinkState::Connected && s.conditions.empty();
  });
  (void)room.after(kFps);
  room.bench.stop();
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(theBackupTakesOverAndNothingIsMissing), TEST_IN_REAL_TIME(aBackupThatIsGoneIsToldAndNotMissed),
       TEST_IN_REAL_TIME(overBothALineIsNotMissed), TEST_IN_REAL_TIME(lossOnBothLinesIsNotSeen),
       TEST_IN_REAL_TIME(theLatencyIsWhatTheLineNeeds), TEST_IN_REAL_TIME(theInterfaceIsTheOneThatWasNamed)});
}
