// SPDX-License-Identifier: Apache-2.0
// A network of the kernel's own instead of LinkRelay: another hall, a cable to it, and what netem does to it.
#include <algorithm>
#include <array>
#include <cstdio>
#include <format>
#include <string>
#include <vector>

#include "tests/guest/camera_bench.h"
#include "tests/integration/media/stream_times.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 15;
constexpr std::uint32_t kPlanned = 600;
constexpr double kHole = 0.1;  // s, of sound, at most
constexpr char kHall[] = "10.77.0.2";

// A network namespace with a cable to it: room0 here, hall0 there.
class Hall {
 public:
  Hall() {
    needGuest();
    (void)inShell(
        dir_,
        "modprobe veth; modprobe sch_netem; ip netns add hall && ip link add room0 type veth peer name hall0 && "
        "ip link set hall0 netns hall && ip addr add 10.77.0.1/24 dev room0 && ip link set room0 up && "
        "ip -n hall addr add 10.77.0.2/24 dev hall0 && ip -n hall link set hall0 up");
  }
  ~Hall() {
    Process remove("ip", dir_, {.args = {"netns", "del", "hall"}});
    (void)waitFor(10s, [&] { return !remove.running(); });
  }
  Hall(const Hall&) = delete;
  Hall& operator=(const Hall&) = delete;

  // netem's words, for what the room sends; what comes back has the delay alone. Anew each time: netem keeps a rate
  // that it is not told of.
  void shape(const std::string& netem) const {
    for (const auto& [tc, interface, words] :
         {std::array<std::string, 3>{"tc", "room0", netem}, {"tc -n hall", "hall0", ""}}) {
      (void)inShell(
          dir_,
          std::format("{0} qdisc del dev {1} root 2>/dev/null || true; {0} qdisc add dev {1} root netem limit 200 "
                      "delay 20ms {2}",
                      tc, interface, words));
    }
  }
  void plug(bool in) const { (void)inShell(dir_, std::format("ip -n hall link set hall0 {}", in ? "up" : "down")); }
  [[nodiscard]] const TempDir& dir() const { return dir_; }

 private:
  TempDir dir_;
};

class HallReceiver {
 public:
  HallReceiver(const TempDir& dir, std::uint16_t port)
      : file_(dir / "room.ts"),
        process_("/bin/sh", dir,
                 {.args = {"-c", std::format("exec ip netns exec hall srt-live-transmit -q "
                                             "'srt://{}:{}?mode=listener&passphrase=a%20secret%20of%20the%20room' "
                                             "file://con >'{}' 2>/dev/null",
                                             kHall, port, file_.string())}}) {}
  void stop() {
    process_.kill(SIGTERM);
    (void)process_.waitExit(20s);
  }
  [[nodiscard]] const std::filesystem::path& file() const { return file_; }

 private:
  std::filesystem::path file_;
  Process process_;
};

// Seconds into the stream.
double place(const MediaStatus& status) {
  return static_cast<double>(status.uplink.frames_sent + status.uplink.frames_dropped) / kFps;
}

void aNetworkOfTheKernelIsEnduredAsTheRelayIs() {
  const Hall hall;
  constexpr std::uint16_t kPort = 9000;
  MediaBench bench(kPort);
  HallReceiver receiver(hall.dir(), kPort);
  bench.plan.video = {.width = 320,
                      .height = 180,
                      .fps = kFps,
                      .bitrate_kbps = kPlanned,
                      .keyframe_interval_s = 2,
                      .small_picture = false};
  bench.plan.uplink->host = kHall;
  bench.plan.uplink->interface = "room0";
  bench.plan.uplink->latency_ms = 1000;  // the guest itself stands still now and then
  bench.plan.uplink->rate_control = RateControlKind::Adaptive;
  hall.shape("");
  bench.start();
  const auto pass = [&](const std::string& what, double seconds) {
    const double until = place(bench.status()) + seconds;
    return bench.waitStatus(90s, what, [&](const MediaStatus& s) { return place(s) >= until; });
  };
  (void)bench.waitStatus(60s, "connected", sends);
  (void)pass("pictures", 3);

  struct Part {
    std::string netem;
    double from = 0;
    double to = 0;
  };
  std::vector<Part> parts = {{"loss 10%"}, {"10ms loss 5%"}, {"loss gemodel 2% 30%"}, {"duplicate 5% reorder 5% 50%"}};
  for (Part& part : parts) {
    hall.shape(part.netem);
    part.from = place(bench.status()) + 0.5;
    part.to = place(pass(part.netem, 5)) - 0.5;
  }
  hall.shape("");
  (void)pass("a line without losses", 1);
  const double quiet_to = place(bench.status());

  // Narrow: the picture is reduced, and comes back.
  hall.shape("rate 120kbit");
  const auto narrow = bench.waitStatus(60s, "the picture reduced", [](const MediaStatus& s) {
    return s.encode.video.target_kbps < 120 && s.encode.video.target_kbps > 0;
  });
  std::printf("figure: on 120 kb/s the picture has %u kb/s\n", narrow.encode.video.target_kbps);
  hall.shape("");
  (void)bench.waitStatus(90s, "the picture as planned",
                         [](const MediaStatus& s) { return s.encode.video.target_kbps >= kPlanned * 8 / 10; });

  // A cable that is pulled for three seconds.
  const auto before = bench.status();
  hall.plug(false);
  (void)bench.waitStatus(60s, "three seconds without a cable", [&](const MediaStatus& s) {
    return s.encode.video.frames >= before.encode.video.frames + 3 * kFps;
  });
  hall.plug(true);
  const auto back = bench.status();
  const auto after = bench.waitStatus(30s, "pictures again", [&](const MediaStatus& s) {
    return sends(s) && s.uplink.frames_sent > back.uplink.frames_sent + kFps;
  });
  CHECK_EQ(before.pid, after.pid);
  (void)pass("the end", 2);
  bench.stop();
  receiver.stop();

  const auto sound = timesOf(hall.dir(), receiver.file(), "a:0");
  CHECK(!sound.empty());
  for (const char* stream : {"a:0", "v:0"}) CHECK(std::ranges::is_sorted(timesOf(hall.dir(), receiver.file(), stream)));
  std::string faults;
  for (const Part& part : parts) {
    const double hole = longestHole(sound, part.from, part.to);
    const std::string text = std::format("{}: longest hole in the sound {:.0f} ms", part.netem, hole * 1000);
    std::printf("figure: %s\n", text.c_str());
    if (hole > kHole) faults += "\n" + text;
  }
  const double without_cable = longestHole(sound, quiet_to, sound.back());
  std::printf("figure: without a cable for three seconds: no sound for %.1f s\n", without_cable);
  // A new connection after two seconds; srt-live-transmit takes it when it has missed the old one for five.
  if (without_cable < 1) faults += "\nthe cable was not pulled";
  if (without_cable > 20) faults += std::format("\nno sound for {:.1f} s", without_cable);
  std::printf("figure: before the narrow line %.0f ms\n", 1000 * longestHole(sound, parts.front().from, quiet_to));
  CHECK_EQ(std::string(), faults);
}

}  // namespace

int main() { return run({TEST(aNetworkOfTheKernelIsEnduredAsTheRelayIs)}); }
