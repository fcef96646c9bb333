// SPDX-License-Identifier: Apache-2.0
// The stream's passphrase is replaced while the room is on air: at the real gateway nothing is missing.
#include <srt/access_control.h>

#include <cstdio>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;
constexpr char kLossy[] = "delay=20 loss=2";

struct Room {
  TempDir recordings;
  RunningGateway gateway{recordings.path()};
  const centre::StreamKey first = keyOf(1);
  const centre::StreamKey second{first.site_code, first.endpoint, "the-other-passphrase", 2};
  LinkRelay primary{gateway.gateway().port(), 1};
  LinkRelay backup{gateway.gateway().port(), 2};
  MediaBench bench{primary.port()};

  explicit Room(bool two_lines) {
    primary.shape(kLossy);
    backup.shape(kLossy);
    bench.plan.config_version = 1;
    bench.plan.video.small_picture = true;
    bench.plan.uplink->latency_ms = 300;
    if (two_lines) {
      UplinkTarget other = *bench.plan.uplink;
      other.port = backup.port();
      bench.plan.uplink->backup = other;
    }
    use(first);
    bench.start();
    gateway.await(first.endpoint, [&](const auto& stats) { return stats.paths == (two_lines ? 2 : 1); });
    (void)after(2 * kFps);
  }

  // The plan names this passphrase.
  void use(const centre::StreamKey& key) {
    UplinkConfig& uplink = *bench.plan.uplink;
    const auto name = [&](UplinkTarget& target, std::uint32_t path) {
      target.stream_id = idOf(key, path);
      target.passphrase = key.passphrase;
    };
    name(uplink, 1);
    if (uplink.backup) name(*uplink.backup, 2);
  }
  [[nodiscard]] static std::string idOf(const centre::StreamKey& key, std::uint32_t path = 1) {
    return writeStreamId({.resource = key.site_code,
                          .user = key.endpoint,
                          .mode = StreamMode::Publish,
                          .path = path,
                          .key = key.number});
  }
  void push(std::uint64_t version) {
    bench.plan.config_version = version;
    bench.push();
  }
  MediaStatus after(std::uint64_t pictures) {
    const std::uint64_t until = bench.status().uplink.frames_sent + pictures;
    return bench.waitStatus(30s, "pictures", [&](const MediaStatus& s) { return s.uplink.frames_sent >= until; });
  }
  MediaStatus runs(std::uint64_t version) {
    return bench.waitStatus(30s, "the plan", [&](const MediaStatus& s) { return s.config_version == version; });
  }
  [[nodiscard]] int refusalOf(const centre::StreamKey& key) const {
    const auto caller = gateway.caller(idOf(key), key.passphrase);
    return caller->connected() ? 0 : caller->rejectReason();
  }
  void expectWhole();
};

// One recording, with each picture and each packet of sound.
void Room::expectWhole() {
  // What is on its way when the process ends may be lost.
  const std::uint64_t sent = bench.status().uplink.frames_sent;
  (void)after(kFps);
  bench.stop();
  gateway.await(first.endpoint, [](const centre::StreamStats& stats) {
    return !stats.connected && stats.recording == centre::RecordingState::Idle;
  });
  const centre::StreamStats stats = gateway.stats(first.endpoint);
  CHECK_EQ(std::uint64_t{0}, stats.packets_dropped);
  const Judgement found = judge(bench.dir(), stats.recording_file);
  std::printf("figure: %llu pictures of %llu; longest step of sound %.3f s, of pictures %.3f s\n",
              static_cast<unsigned long long>(found.pictures), static_cast<unsigned long long>(sent),
              found.longest_step_of_sound, found.longest_step);
  CHECK_EQ("", found.errors);
  CHECK_EQ(std::uint64_t{0}, found.broken_counters);
  CHECK(found.pictures >= sent);
  CHECK(found.longest_step_of_sound < 0.025);
  CHECK(found.longest_step < 1.5 / kFps);
  CHECK(found.shortest_step > 0);
}

void replace(Room& room) {
  const centre::StreamStats before = room.gateway.stats(room.first.endpoint);
  room.gateway.gateway().setKeys({room.first, room.second});
  room.use(room.second);
  room.push(2);
  const MediaStatus over = room.runs(2);
  CHECK(over.uplink.state == UplinkState::Connected);
  CHECK_EQ(std::uint64_t{0}, over.uplink.frames_dropped);

  // The one before counts no more.
  room.gateway.gateway().setKeys({room.second});
  (void)room.after(3 * kFps);
  CHECK_EQ(SRT_REJX_UNAUTHORIZED, room.refusalOf(room.first));
  centre::StreamKey guess = room.second;
  guess.passphrase = room.first.passphrase;
  CHECK_EQ(static_cast<int>(SRT_REJ_BADSECRET), room.refusalOf(guess));
  const centre::StreamStats after = room.gateway.stats(room.first.endpoint);
  CHECK(after.connected && after.since == before.since);
  CHECK(room.gateway.stats(room.first.endpoint, StreamPicture::Small).connected);
  room.expectWhole();
}

void aPassphraseIsReplacedAndNothingIsMissing() {
  Room room(false);
  replace(room);
}

void overTwoLinesNothingIsMissingEither() {
  Room room(true);
  replace(room);
}

void aPassphraseThatDoesNotOpenChangesNothing() {
  Room room(false);
  const centre::StreamStats before = room.gateway.stats(room.first.endpoint);
  for (const centre::StreamKey& wrong :
       {room.second, centre::StreamKey{room.first.site_code, room.first.endpoint, "not-the-passphrase-at-all"}}) {
    room.use(wrong);
    room.push(2);
    const MediaStatus stays = room.bench.waitStatus(
        60s, "the reason", [](const MediaStatus& s) { return has(s, ConditionType::UplinkWrongPassphrase); });
    CHECK(stays.config_version != 2);
    CHECK(room.after(2 * kFps).config_version != 2);
    room.use(room.first);
    room.push(3);
    CHECK(room.runs(3).uplink.state == UplinkState::Connected);
    (void)room.bench.waitStatus(30s, "no trouble", [](const MediaStatus& s) { return s.conditions.empty(); });
  }
  const centre::StreamStats after = room.gateway.stats(room.first.endpoint);
  CHECK(after.connected && after.since == before.since);
  CHECK_EQ(std::uint32_t{1}, room.bench.status().uplink.connects);
  room.expectWhole();
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aPassphraseIsReplacedAndNothingIsMissing),
                             TEST_IN_REAL_TIME(overTwoLinesNothingIsMissingEither),
                             TEST_IN_REAL_TIME(aPassphraseThatDoesNotOpenChangesNothing)});
}
