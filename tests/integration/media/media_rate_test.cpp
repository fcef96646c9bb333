// SPDX-License-Identifier: Apache-2.0
// The picture takes what the link carries: the shipped program and a real encoder over a link that changes.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <format>
#include <thread>
#include <utility>

#include "contract/message_number.h"
#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kPlanned = 2000;
constexpr std::uint32_t kFps = 30;
constexpr double kSoundGap = 1;  // s, while the line falls to a tenth
constexpr double kWide = 4000;   // kb/s
constexpr double kNarrow = 700;
constexpr double kShortQueueMs = 200;
constexpr std::uint32_t kLatencyMs = 300;  // the receiver's delay
constexpr double kOver = 0.15;             // of the time
constexpr std::uint64_t kBroken = 10;      // packets: a machine that is busy for a moment
constexpr auto kAlone = 2s;                // a picture is sent in less

struct Room {
  std::uint16_t port = freeUdpPort();
  LinkRelay relay{port};
  MediaBench bench{relay.port()};
  Receiver receiver{bench.dir(), port, bench.dir() / "room.ts"};

  explicit Room(RateControlKind control) {
    carry(kWide);
    bench.plan.camera.source = "file:" + noisyFilm(bench.dir());
    bench.plan.video = {.width = 640,
                        .height = 360,
                        .fps = kFps,
                        .bitrate_kbps = kPlanned,
                        .keyframe_interval_s = 2,
                        .small_picture = false};
    bench.plan.uplink->latency_ms = kLatencyMs;
    bench.plan.uplink->rate_control = control;
    bench.start();
    (void)bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > 2 * kFps; });
  }
  void carry(double kbps) { relay.shape(std::format("kbps={} queue=100000 delay=20", kbps)); }
  // So many pictures later.
  MediaStatus after(std::uint64_t pictures) {
    const std::uint64_t until = bench.status().uplink.frames_sent + pictures;
    return bench.waitStatus(60s, "pictures", [&](const MediaStatus& s) { return s.uplink.frames_sent >= until; });
  }
};

std::uint32_t target(const MediaStatus& status) { return status.encode.video.target_kbps; }

void thePictureFollowsWhatTheLinkCarries() {
  Room room(RateControlKind::Adaptive);
  const MediaStatus wide = room.after(3 * kFps);
  CHECK(target(wide) >= 95 * kPlanned / 100);
  CHECK(wide.uplink.carries_kbps > kPlanned);
  CHECK_EQ(std::uint64_t{0}, wide.uplink.frames_dropped);
  CHECK(!has(wide, ConditionType::UplinkReduced));

  room.carry(kNarrow);
  const MediaStatus reduced = room.bench.waitStatus(
      30s, "uplink_reduced", [](const MediaStatus& s) { return has(s, ConditionType::UplinkReduced); });
  CHECK(target(reduced) < kPlanned / 2);
  (void)room.bench.waitStatus(30s, "a short queue",
                              [](const MediaStatus& s) { return s.uplink.rtt_ms < kShortQueueMs; });
  // All of the pictures go through, or nearly so: a machine that is busy looks like a link that is.
  const MediaStatus narrow = room.after(2 * kFps);
  const MediaStatus later = room.after(5 * kFps);
  CHECK(later.uplink.frames_dropped - narrow.uplink.frames_dropped <= kFps);
  CHECK(later.uplink.carries_kbps < 2 * kNarrow);

  room.carry(kWide);
  const MediaStatus again = room.bench.waitStatus(60s, "all is back", [](const MediaStatus& s) {
    return target(s) >= 95 * kPlanned / 100 && !has(s, ConditionType::UplinkReduced);
  });
  CHECK_EQ(std::uint32_t{1}, again.uplink.connects);
  room.bench.stop();
  room.receiver.stop();
}

// The queue at the link since it was asked for last.
class QueueWatch {
 public:
  explicit QueueWatch(const LinkRelay& relay)
      : thread_([this, &relay](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            const double queue_ms = relay.counts().there.queue_ms;
            longest_ms_ = std::max(longest_ms_.load(), queue_ms);
            ++looks_;
            if (queue_ms > kLatencyMs) ++over_;
            std::this_thread::sleep_for(1ms);
          }
        }) {}
  [[nodiscard]] double longestMs() { return longest_ms_.exchange(0); }
  // For what share of the time it is longer than the receiver's delay.
  [[nodiscard]] double overShare() {
    return static_cast<double>(over_.exchange(0)) / static_cast<double>(std::max(looks_.exchange(0), 1UL));
  }

 private:
  std::atomic<double> longest_ms_ = 0;
  std::atomic<std::uint64_t> looks_ = 0;
  std::atomic<std::uint64_t> over_ = 0;
  std::jthread thread_;
};

// What is sent until it is known that half of it is carried is a queue, for as long as it takes to send it. Then there
// is none again, and nothing is sent for nothing. A machine that is busy for a moment makes a queue, too.
void sixMegabitsOneAndSixAgain() {
  Room room(RateControlKind::Adaptive);
  room.relay.shape("kbps=6000 queue=100000 delay=20");
  const auto asPlanned = [](const MediaStatus& s) {
    return target(s) >= 95 * kPlanned / 100 && !has(s, ConditionType::UplinkReduced);
  };
  (void)room.bench.waitStatus(60s, "all is carried", asPlanned);
  QueueWatch watch(room.relay);

  room.relay.shape("kbps=1000 queue=100000 delay=20");
  (void)room.bench.waitStatus(30s, "less, and a short queue", [](const MediaStatus& s) {
    return target(s) < 1000 && s.uplink.rtt_ms < kShortQueueMs && s.uplink.send_buffer_ms < kShortQueueMs;
  });
  std::printf("figure: a queue of %.0f ms at the fall\n", watch.longestMs());
  const MediaStatus narrow = room.after(kFps);
  const auto from = std::filesystem::file_size(room.receiver.file()) / kTsPacketBytes * kTsPacketBytes;
  (void)watch.overShare();
  const MediaStatus later = room.after(8 * kFps);
  const double over = watch.overShare();
  std::printf("figure: over the receiver's delay for %.1f %% of the time, %.0f ms at most; %u kb/s at the end\n",
              100 * over, watch.longestMs(), target(later));
  CHECK(over < kOver);
  CHECK(target(later) < 1300);
  CHECK(target(later) > 300);
  CHECK(later.uplink.frames_dropped - narrow.uplink.frames_dropped <= kFps);

  room.relay.shape("kbps=6000 queue=100000 delay=20");
  const MediaStatus again = room.bench.waitStatus(60s, "all is back", asPlanned);
  CHECK_EQ(std::uint32_t{1}, again.uplink.connects);
  (void)room.after(2 * kFps);
  room.bench.stop();
  room.receiver.stop();
  // What the queue at the fall held for longer than its delay the receiver went on without.
  const auto after = room.bench.dir() / "after.ts";
  writeWhole(after, readWhole(room.receiver.file()).substr(from));
  const Judgement found = judge(room.bench.dir(), room.receiver.file(), Rate::Changing);
  const std::uint64_t broken = judge(room.bench.dir(), after, Rate::Changing).broken_counters;
  std::printf("figure: %llu counters broken, %llu of them after the fall; longest step of sound %.2f s\n",
              static_cast<unsigned long long>(found.broken_counters), static_cast<unsigned long long>(broken),
              found.longest_step_of_sound);
  CHECK(broken <= kBroken);
  CHECK(found.shortest_step > 0);
  CHECK(found.shortest_step_of_sound > 0);
  CHECK(found.longest_step_of_sound < kSoundGap);
}

// A queue without room, and what it lost is known a second later: the line is not filled with that again.
void whatIsTooLateIsNotSentAgain() {
  Room room(RateControlKind::Adaptive);
  const MediaStatus before = room.bench.status();
  room.relay.shape("kbps=300 queue=40000 delay=20");
  const auto lost = [&](const MediaStatus& s) { return s.uplink.packets_lost - before.uplink.packets_lost; };
  const MediaStatus after = room.bench.waitStatus(30s, "losses, and a short queue", [&](const MediaStatus& s) {
    return lost(s) > 10 && s.uplink.rtt_ms < kShortQueueMs;
  });
  const std::uint64_t again = after.uplink.packets_retransmitted - before.uplink.packets_retransmitted;
  std::printf("figure: %lu packets lost, %lu sent again\n", lost(after), again);
  CHECK(again < lost(after) / 4);
}

// Whatever becomes of the picture.
void soundIsNotLostOverALinkThatIsTooNarrow() {
  Room room(RateControlKind::Fixed);
  const MediaStatus before = room.bench.status();
  CHECK(!before.uplink.carries_kbps);
  room.carry(kNarrow);
  const MediaStatus narrow = room.bench.waitStatus(
      60s, "drops", [](const MediaStatus& s) { return s.uplink.frames_dropped > 4 * std::uint64_t{kFps}; });
  CHECK_EQ(kPlanned, target(narrow));
  CHECK(has(narrow, ConditionType::UplinkCongested));
  room.carry(kWide);
  (void)room.after(2 * kFps);
  room.bench.stop();
  room.receiver.stop();
  const Judgement found = judge(room.bench.dir(), room.receiver.file());
  const double seconds = static_cast<double>(narrow.encode.video.frames) / kFps;
  CHECK(static_cast<double>(found.packets_of_sound) > 0.8 * 50 * seconds);
  std::printf("figure: longest step of sound %.2f s\n", found.longest_step_of_sound);
  CHECK(found.longest_step_of_sound < kSoundGap);
}

// Each rung down to sound alone, and all back; a decoder sees one stream.
void whatTheLinkDoesNotCarryIsGivenUpStepByStep() {
  Room room(RateControlKind::Adaptive);
  // And the queue of the line before has been sent: until then nothing of the new rung is seen at the other end.
  const auto reach = [&](double kbps, PictureStep step) {
    room.carry(kbps);
    return room.bench.waitStatus(60s, std::string(nameOf(step)), [&](const MediaStatus& s) {
      return s.encode.video.step == step && s.uplink.send_buffer_ms < kShortQueueMs;
    });
  };
  const MediaStatus fewer = reach(300, PictureStep::FewerPictures);
  CHECK_EQ(360U, fewer.encode.video.height);
  // Another configuration that has nothing to do with it.
  ++room.bench.plan.config_version;
  room.bench.push();
  const MediaStatus pushed = room.bench.waitStatus(
      10s, "the plan", [&](const MediaStatus& s) { return s.config_version == room.bench.plan.config_version; });
  CHECK(pushed.encode.video.step == PictureStep::FewerPictures);
  const MediaStatus still = reach(105, PictureStep::Still);
  CHECK_EQ(16U, still.encode.audio.target_kbps);
  const MediaStatus sound = reach(75, PictureStep::SoundOnly);
  CHECK(has(sound, ConditionType::UplinkSoundOnly));
  CHECK(!has(sound, ConditionType::UplinkReduced));
  const std::uint64_t pictures = sound.uplink.frames_sent;
  // It stays there, and says that it lives. The picture that was asked for when the queue was short again has been sent
  // whole.
  std::uint64_t made = sound.encode.video.frames;
  auto made_at = std::chrono::steady_clock::now();
  const MediaStatus later = room.bench.waitStatus(60s, "sound alone for some time", [&](const MediaStatus& s) {
    const auto now = std::chrono::steady_clock::now();
    const bool more = s.encode.video.frames != std::exchange(made, s.encode.video.frames);
    if (more || s.uplink.send_buffer_ms >= kShortQueueMs) made_at = now;
    return s.encode.audio.bitrate_kbps > 0 && s.encode.audio.bitrate_kbps < 30 && now - made_at >= kAlone;
  });
  CHECK(later.encode.video.step == PictureStep::SoundOnly);
  CHECK_EQ(0.0, later.encode.video.fps);
  CHECK(later.uplink.frames_sent <= pictures + 2);
  room.receiver.stop();
  const Judgement down = judge(room.bench.dir(), room.receiver.file(), Rate::Changing);

  // A connection begins with a picture also then.
  Receiver next(room.bench.dir(), room.port, room.bench.dir() / "next.ts");
  const MediaStatus anew = room.bench.waitStatus(60s, "connected again", [&](const MediaStatus& s) {
    return s.uplink.connects == 2 && s.uplink.frames_sent > later.uplink.frames_sent;
  });
  // After some seconds of sound alone stills are tried again.
  CHECK(anew.encode.video.step >= PictureStep::Still);
  room.carry(kWide);
  const MediaStatus again = room.bench.waitStatus(60s, "all is back", [](const MediaStatus& s) {
    return target(s) >= 95 * kPlanned / 100 && s.encode.video.step == PictureStep::AsPlanned;
  });
  CHECK_EQ(64U, again.encode.audio.target_kbps);
  CHECK_EQ(std::uint32_t{2}, again.uplink.connects);
  (void)room.after(2 * kFps);
  room.bench.stop();
  next.stop();
  const Judgement up = judge(room.bench.dir(), next.file(), Rate::Changing);
  for (const Judgement& found : {down, up}) {
    std::printf("figure: longest step of sound %.2f s, of pictures %.1f s\n", found.longest_step_of_sound,
                found.longest_step);
    CHECK_EQ("", found.errors);
    CHECK_EQ(std::uint64_t{0}, found.broken_counters);
    CHECK(found.shortest_step > 0);
    CHECK(found.shortest_step_of_sound > 0);
    CHECK(found.longest_step_of_sound < kSoundGap);
  }
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(whatTheLinkDoesNotCarryIsGivenUpStepByStep),
       TEST_IN_REAL_TIME(thePictureFollowsWhatTheLinkCarries), TEST_IN_REAL_TIME(sixMegabitsOneAndSixAgain),
       TEST_IN_REAL_TIME(whatIsTooLateIsNotSentAgain), TEST_IN_REAL_TIME(soundIsNotLostOverALinkThatIsTooNarrow)});
}
