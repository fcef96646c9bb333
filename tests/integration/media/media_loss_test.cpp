// SPDX-License-Identifier: Apache-2.0
// Speech over a link that loses packets: the shipped program, a receiver whose delay is four round trips.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <format>
#include <fstream>
#include <vector>

#include "contract/message_number.h"
#include "tests/integration/media/media_bench.h"
#include "tests/integration/media/stream_times.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/link_relay.h"
#include "tests/support/places.h"
#include "tests/support/speech_match.h"
#include "tests/support/stall_watch.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 30;
constexpr double kHole = 0.1;             // s, at most
constexpr double kHoleBeyond = 0.3;       // above ten percent of loss, where repeats fail, too
constexpr double kPresent = 0.9;          // of the time, with sound
constexpr double kLongestPacket = 0.061;  // s
constexpr double kAlike = 0.85;           // mean correlation with the recording
constexpr double kAlikeBeyond = 0.6;      // above ten percent of loss
constexpr double kGrowthKb = 8192;        // of the process, over all of it

// What the link is like, for how long, and whether speech is whole then, after what it takes to get used to it.
struct Phase {
  const char* name;
  const char* link;
  double seconds;
  bool whole = true;
  double settle_s = 0.5;
  double hole_s = kHole;
  double from_s = 0;  // in the stream
};

std::filesystem::path speech() { return (sourceFile("../shared/footage") / "speech-vi-48k.flac").lexically_normal(); }

std::vector<float> soundOf(const TempDir& dir, const std::filesystem::path& file) {
  const auto raw = dir / "sound.raw";
  // What is missing is silence.
  (void)outputOf(dir, "ffmpeg",
                 {"-v", "fatal", "-nostdin", "-y", "-i", file.string(), "-vn", "-af",
                  "aresample=async=1:min_hard_comp=0.01:first_pts=0", "-ar", std::to_string(kMatchHz), "-ac", "1", "-f",
                  "f32le", raw.string()});
  const std::string bytes = readWhole(raw);
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

// For what share of the time there is sound, whatever its packets are long.
double presentShare(const std::vector<double>& times, double from, double to) {
  double missing = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[i] < times.front() + from || times[i - 1] >= times.front() + to) continue;
    missing += std::max(0.0, times[i] - times[i - 1] - kLongestPacket);
  }
  return 1 - missing / (to - from);
}

// Whole packets of a transport stream, none of which says that it is damaged (transport_error_indicator).
bool isIntact(const std::string& stream) {
  if (stream.empty() || stream.size() % kTsPacketBytes != 0) return false;
  for (std::size_t at = 0; at < stream.size(); at += kTsPacketBytes) {
    if (stream[at] != 0x47 || (static_cast<unsigned char>(stream[at + 1]) & 0x80U) != 0) return false;
  }
  return true;
}

double residentKb(const Process& process) {
  std::ifstream status("/proc/" + std::to_string(process.pid()) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6));
  }
  return 0;
}

// Without the footage it is a tone: then what there is of it counts, and not how like it is.
void speechIsWholeUpToTenPercentOfLoss() {
  const bool is_speech = std::filesystem::exists(speech());
  std::vector<Phase> phases = {
      {"no loss", "", 3},
      {"1 %", "loss=1", 3},
      {"5 %", "loss=5", 4},
      {"10 %", "loss=10", 5},
      {"40 ms each second", "loss=0,0.96:100/1", 4},
      // Longer than the delay: what is sent again is there 240 ms later, and 80 ms of it are missing.
      {"200 ms each two seconds", "loss=0,1.8:100/2", 4, true, 0.5, 0.2},
      {"20 %", "loss=20", 4, false},
      {"30 %", "loss=30", 4, false},
      {"300 kb/s", "kbps=300", 8, true, 4}};
  const std::uint16_t port = freeUdpPort();
  LinkRelay relay(port);
  MediaBench bench(relay.port());
  Receiver receiver(bench.dir(), port, bench.dir() / "room.ts");
  if (is_speech) bench.plan.microphone.source = "file:" + speech().string();
  bench.plan.uplink->latency_ms = 160;
  bench.plan.uplink->rate_control = RateControlKind::Adaptive;
  relay.shape("delay=20");
  bench.start();
  (void)bench.waitStatus(30s, "pictures", [](const MediaStatus& s) { return s.uplink.frames_sent > kFps; });
  const double before_kb = residentKb(bench.media());
  const auto pictures = [](const MediaStatus& s) { return s.uplink.frames_sent + s.uplink.frames_dropped; };
  for (Phase& phase : phases) {
    relay.shape(std::string("delay=20 ") + phase.link);
    const std::uint64_t from = pictures(bench.status());
    phase.from_s = static_cast<double>(from) / kFps;
    const auto until = from + static_cast<std::uint64_t>(phase.seconds * kFps);
    (void)bench.waitStatus(60s, phase.name, [&](const MediaStatus& s) { return pictures(s) >= until; });
  }
  const MediaStatus last = bench.status();
  // Beside a tone, which takes less than speech, the pattern is nearly sent in what it is asked for.
  CHECK(last.encode.video.target_kbps < (is_speech ? 300U : 450U));
  const double after_kb = residentKb(bench.media());
  bench.stop();
  receiver.stop();

  const auto sound = soundOf(bench.dir(), receiver.file());
  auto recording = is_speech ? soundOf(bench.dir(), speech()) : std::vector<float>();
  const auto once = recording;
  recording.insert(recording.end(), once.begin(), once.end());  // as it is played
  CHECK(isIntact(readWhole(receiver.file())));
  const auto times = timesOf(bench.dir(), receiver.file(), "a:0");
  CHECK(!times.empty());
  for (const char* stream : {"a:0", "v:0"})
    CHECK(std::ranges::is_sorted(timesOf(bench.dir(), receiver.file(), stream)));
  std::string faults;
  for (const Phase& phase : phases) {
    // What was under way when it began, and what is when it ends, is of two.
    const double from = phase.from_s + phase.settle_s;
    const double to = phase.from_s + phase.seconds - 0.5;
    const auto part = std::span(sound).subspan(static_cast<std::size_t>(from * kMatchHz),
                                               static_cast<std::size_t>((to - from) * kMatchHz));
    const double alike = is_speech ? matchSpeech(recording, part).correlation : 1;
    const double hole = longestHole(times, from, to);
    const double present = presentShare(times, from, to);
    const std::string text = std::format("{}: hole {:.0f} ms, {:.0f} % there, correlation {:.3f}", phase.name,
                                         hole * 1000, 100 * present, alike);
    std::printf("figure: %s\n", text.c_str());
    const bool holds = phase.whole ? hole <= phase.hole_s && alike >= kAlike
                                   : hole <= kHoleBeyond && present >= kPresent && alike >= kAlikeBeyond;
    if (!holds) faults += "\n" + text;
  }
  std::printf("figure: memory %.0f kB, %.0f kB more than before; %llu packets sent again\n", after_kb,
              after_kb - before_kb, static_cast<unsigned long long>(last.uplink.packets_retransmitted));
  CHECK_EQ(std::string(), faults);
  CHECK(after_kb - before_kb < kGrowthKb);
  CHECK_EQ(std::uint32_t{1}, last.uplink.connects);
}

}  // namespace

int main() { return diemcau::test::run({TEST_IN_REAL_TIME(speechIsWholeUpToTenPercentOfLoss)}); }
