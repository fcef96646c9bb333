// SPDX-License-Identifier: Apache-2.0
// The small picture of a room: a stream of its own, the first to go on a narrow line and the last to come back.
#include <cstdio>
#include <format>

#include "contract/stream_id.h"
#include "tests/integration/gateway/running_gateway.h"
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

constexpr std::uint32_t kPlanned = 2000;
constexpr std::uint32_t kFps = 30;
constexpr double kWide = 6000;    // kb/s
constexpr double kStream = 2300;  // enough for the stream alone: 2.2 Mb/s with all headers, 2.4 with the small picture
constexpr double kNarrow = 700;

bool isSent(const MediaStatus& status) { return status.small_picture.state == SmallPictureState::Sent; }
bool isGivenUp(const MediaStatus& status) { return status.small_picture.state == SmallPictureState::TooNarrow; }
std::uint32_t target(const MediaStatus& status) { return status.encode.video.target_kbps; }

struct Room {
  TempDir recordings;
  RunningGateway gateway{recordings.path()};
  const centre::StreamKey key = keyOf(1);
  LinkRelay relay{gateway.gateway().port()};
  LinkRelay backup{gateway.gateway().port(), 2};
  MediaBench bench{relay.port()};

  explicit Room(bool with_backup = false) {
    carry(kWide);
    bench.plan.camera.source = "file:" + noisyFilm(bench.dir());
    bench.plan.video = {.width = 640, .height = 360, .fps = kFps, .bitrate_kbps = kPlanned, .keyframe_interval_s = 2};
    UplinkConfig& uplink = *bench.plan.uplink;
    uplink.stream_id = idOf(StreamMode::Publish, key.endpoint, StreamPicture::Whole);
    uplink.passphrase = key.passphrase;
    uplink.latency_ms = 300;
    uplink.rate_control = RateControlKind::Adaptive;
    if (with_backup) {
      uplink.backup = static_cast<const UplinkTarget&>(uplink);
      uplink.backup->port = backup.port();
      uplink.backup->stream_id += ",path=2";
    }
    bench.start();
  }
  [[nodiscard]] std::string idOf(StreamMode mode, const std::string& user, StreamPicture picture) const {
    return writeStreamId({.resource = key.site_code, .user = user, .mode = mode, .picture = picture});
  }
  void carry(double kbps) { relay.shape(std::format("kbps={} queue=100000 delay=20", kbps)); }
  MediaStatus waitSent() { return bench.waitStatus(90s, "the small picture", isSent); }
  MediaStatus after(std::uint64_t pictures) {
    const std::uint64_t until = bench.status().uplink.frames_sent + pictures;
    return bench.waitStatus(60s, "pictures", [&](const MediaStatus& s) { return s.uplink.frames_sent >= until; });
  }
  [[nodiscard]] bool arrives() const { return gateway.stats(key.endpoint, StreamPicture::Small).connected; }
};

// Everything that somebody who watches gets until `enough` bytes are there.
std::filesystem::path watched(Room& room, std::size_t enough) {
  const auto wall =
      room.gateway.caller(room.idOf(StreamMode::Request, "wall", StreamPicture::Small), kWatchingPassphrase);
  CHECK(wall->connected());
  (void)room.waitSent();
  std::string bytes;
  CHECK(waitFor(60s, [&] { return wall->receive(bytes), bytes.size() >= enough; }));
  const auto file = room.bench.dir() / "small.ts";
  writeWhole(file, bytes);
  return file;
}

void aWallGetsASmallPictureAndNothingElse() {
  Room room;
  const auto file = watched(room, 250'000);
  // Of the last second each, in which a busy machine may have been late.
  const MediaStatus status = room.bench.waitStatus(60s, "10 a second at 150 kb/s", [](const MediaStatus& s) {
    const SmallPictureStatus& small = s.small_picture;
    return small.fps > 9 && small.fps < 11 && small.bitrate_kbps > 100 && small.bitrate_kbps < 200 &&
           target(s) == kPlanned;
  });
  CHECK_EQ(320U, status.small_picture.width);
  CHECK_EQ(180U, status.small_picture.height);
  CHECK_EQ("", status.small_picture.detail);

  const Judgement found = judge(room.bench.dir(), file);
  CHECK_EQ("", found.errors);
  CHECK_EQ("h264", found.video_codec);
  CHECK_EQ("", found.audio_codec);
  std::printf("figure: from one small picture to the next %.3f to %.3f s\n", found.shortest_step, found.longest_step);
  // The first one does not wait for its turn.
  CHECK(found.shortest_step > 0.03 && found.longest_step < 0.11);
  const double seconds = static_cast<double>(found.pictures) / 10;
  const double kbps = static_cast<double>(std::filesystem::file_size(file)) * 8 / 1000 / seconds;
  std::printf("figure: %.0f s of small pictures, %.0f kb/s with the transport stream\n", seconds, kbps);
  CHECK(kbps > 140 && kbps < 200);
  const std::string facts = outputOf(room.bench.dir(), "ffprobe",
                                     {"-v", "error", "-select_streams", "v", "-show_entries",
                                      "stream=width,height,avg_frame_rate", "-of", "csv=p=0:nk=1", file.string()});
  CHECK_EQ("320,180,10/1", facts.substr(0, facts.find('\n')));

  // A slate is shown in it, too.
  room.bench.plan.camera.source = "name:no such camera";
  room.bench.push();
  (void)room.bench.waitStatus(30s, "the slate", [](const MediaStatus& s) {
    return s.capture.camera.state == SourceState::Replaced && isSent(s) && s.small_picture.fps > 9;
  });
  // Without a trace on the centre's disk: one recording, of the stream.
  const auto files = std::filesystem::directory_iterator(room.recordings / room.key.site_code);
  CHECK_EQ(1L, std::distance(begin(files), end(files)));

  room.bench.plan.video.small_picture = false;
  room.bench.push();
  (void)room.bench.waitStatus(30s, "the end of it",
                              [](const MediaStatus& s) { return s.small_picture.state == SmallPictureState::Off; });
  CHECK(waitFor(30s, [&] { return !room.arrives(); }));
  CHECK_EQ(1U, room.after(kFps).uplink.connects);
  room.bench.stop();
}

void itIsTheFirstToGoAndTheStreamKeepsItsPicture() {
  Room room;
  (void)room.waitSent();
  const std::uint64_t dropped = room.after(2 * kFps).uplink.frames_dropped;
  CHECK(room.arrives());
  room.carry(kStream);
  (void)room.bench.waitStatus(30s, "less", isGivenUp);
  CHECK(waitFor(30s, [&] { return !room.arrives(); }));
  std::uint32_t least = kPlanned;
  for (int i = 0; i < 8; ++i) {
    const MediaStatus status = room.after(kFps);
    least = std::min(least, target(status));
    CHECK(status.encode.video.step == PictureStep::AsPlanned);
    CHECK(!has(status, ConditionType::UplinkReduced));
    CHECK_EQ(dropped, status.uplink.frames_dropped);
  }
  std::printf("figure: at least %u of %u kb/s for the picture\n", least, kPlanned);
  CHECK(least > 85 * kPlanned / 100);
  room.carry(kWide);
  const MediaStatus again = room.waitSent();
  CHECK_EQ(1U, again.uplink.connects);
  CHECK(waitFor(30s, [&] { return room.arrives(); }));
  room.bench.stop();
}

void itIsTheLastToComeBack() {
  Room room;
  (void)room.waitSent();
  room.carry(kNarrow);
  (void)room.bench.waitStatus(30s, "much less",
                              [](const MediaStatus& s) { return isGivenUp(s) && target(s) < kPlanned / 2; });
  room.carry(kWide);
  (void)room.bench.waitStatus(60s, "the picture as planned", [](const MediaStatus& s) {
    CHECK(!isSent(s) || target(s) == kPlanned);
    return target(s) == kPlanned;
  });
  CHECK_EQ(kPlanned, target(room.waitSent()));
  room.bench.stop();
}

// The other line is there for the stream.
void itStaysOffTheBackup() {
  Room room(true);
  (void)room.waitSent();
  CHECK(waitFor(30s, [&] { return room.arrives(); }));
  room.relay.shape("loss=100 back.loss=100");
  (void)room.bench.waitStatus(30s, "the backup", [](const MediaStatus& s) {
    return has(s, ConditionType::UplinkOnBackup) && s.small_picture.state == SmallPictureState::Waiting;
  });
  const MediaStatus over = room.after(kFps);
  CHECK(over.uplink.state == UplinkState::Connected);
  CHECK(over.small_picture.state == SmallPictureState::Waiting);
  room.carry(kWide);
  (void)room.waitSent();
  room.bench.stop();
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aWallGetsASmallPictureAndNothingElse),
                             TEST_IN_REAL_TIME(itIsTheFirstToGoAndTheStreamKeepsItsPicture),
                             TEST_IN_REAL_TIME(itIsTheLastToComeBack), TEST_IN_REAL_TIME(itStaysOffTheBackup)});
}
