// SPDX-License-Identifier: Apache-2.0
// A line that is gone for a moment: the picture is back with it, as good as before.
#include <cstdio>
#include <fstream>

#include "contract/message_number.h"
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

constexpr std::uint32_t kPlanned = 1000;
constexpr std::uint32_t kFps = 30;
constexpr const char* kThere = "kbps=4000 queue=100000 delay=20";
constexpr const char* kGone = "kbps=4000 queue=100000 delay=20 loss=100";

// Whether a picture that a decoder can begin with stands behind `from`; `from` is then behind all that was looked at.
bool hasIdrPicture(const std::filesystem::path& file, std::streamoff& from) {
  std::ifstream stream(file, std::ios::binary);
  stream.seekg(from);
  constexpr int kVideoPid = 0x100;
  for (std::array<char, kTsPacketBytes> packet{}; stream.read(packet.data(), packet.size());) {
    from += static_cast<std::streamoff>(packet.size());
    const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(packet[at]); };
    const bool video = ((byte(1) & 0x1F) << 8 | byte(2)) == kVideoPid;
    if (video && (byte(3) & 0x20) != 0 && byte(4) > 0 && (byte(5) & 0x40) != 0) return true;
  }
  return false;
}

void thePictureIsBackWithTheLine() {
  const std::uint16_t port = freeUdpPort();
  LinkRelay relay(port);
  relay.shape(kThere);
  MediaBench bench(relay.port());
  const Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.plan.video = {.width = 640,
                      .height = 360,
                      .fps = kFps,
                      .bitrate_kbps = kPlanned,
                      .keyframe_interval_s = 10,
                      .small_picture = false};
  bench.plan.uplink->latency_ms = 300;
  bench.plan.uplink->rate_control = RateControlKind::Adaptive;
  bench.start();
  const auto encoded = [&](std::uint64_t pictures) {
    const std::uint64_t until = bench.status().encode.video.frames + pictures;
    return bench.waitStatus(60s, "pictures", [&](const MediaStatus& s) { return s.encode.video.frames >= until; });
  };
  (void)bench.waitStatus(30s, "connected", sends);
  (void)encoded(3 * kFps);
  for (const std::uint64_t pictures : {kFps / 2, kFps / 2, 2 * kFps, 2 * kFps}) {
    relay.shape(kGone);
    (void)encoded(pictures);
    auto end = static_cast<std::streamoff>(std::filesystem::file_size(receiver.file()));
    end -= end % static_cast<std::streamoff>(kTsPacketBytes);
    relay.shape(kThere);
    const auto back = std::chrono::steady_clock::now();
    CHECK(waitFor(5s, [&] { return hasIdrPicture(receiver.file(), end); }));
    const double after = std::chrono::duration<double>(std::chrono::steady_clock::now() - back).count();
    const MediaStatus soon = encoded(2 * kFps);
    std::printf("figure: %.1f s without a line: an IDR picture after %.2f s, then %u kb/s, %s\n",
                static_cast<double>(pictures) / kFps, after, soon.encode.video.target_kbps,
                std::string(nameOf(soon.encode.video.step)).c_str());
    // Half a second is hardly told from a line that has become narrow: then it takes some seconds.
    const MediaStatus later = bench.waitStatus(60s, "the picture as planned", [](const MediaStatus& s) {
      return s.encode.video.step == PictureStep::AsPlanned && s.encode.video.target_kbps >= kPlanned / 2;
    });
    // After two seconds without an answer a sender begins anew.
    if (pictures < kFps) CHECK_EQ(std::uint32_t{1}, later.uplink.connects);
  }
}

// Both ends have given up by then.
void aMinuteWithoutALineEndsWithIt() {
  const std::uint16_t port = freeUdpPort();
  LinkRelay relay(port);
  relay.shape("delay=20");
  MediaBench bench(relay.port());
  const Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  bench.start();
  const auto before = bench.waitStatus(30s, "connected", sends);
  relay.shape("delay=20 loss=100 back.loss=100");
  const std::uint64_t until = before.encode.video.frames + 60 * kFps;
  const auto during = bench.waitStatus(90s, "a minute of pictures",
                                       [&](const MediaStatus& s) { return s.encode.video.frames >= until; });
  CHECK(during.uplink.state != UplinkState::Connected);
  CHECK(has(during, ConditionType::UplinkTimeout) || has(during, ConditionType::UplinkBroken));
  relay.shape("delay=20");
  // A try takes five seconds, and the wait before the next one up to as long.
  const auto after = bench.waitStatus(20s, "the connection", sends);
  std::printf("figure: a minute without a line: %u pictures until it is on the air again\n",
              static_cast<unsigned>(after.encode.video.frames - during.encode.video.frames));
  CHECK(after.conditions.empty());
  CHECK_EQ(before.pid, after.pid);
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST_IN_REAL_TIME(thePictureIsBackWithTheLine), TEST_IN_REAL_TIME(aMinuteWithoutALineEndsWithIt)});
}
