// SPDX-License-Identifier: Apache-2.0
// Faults, times and the receiver's view.
#include "tests/guest/camera_bench.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <format>
#include <sstream>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 15;
constexpr std::uint32_t kJudged = 5 * kFps;  // pictures; those of the latency do not arrive
constexpr double kSlot = 1.0 / kFps;
constexpr double kBlock = 0.02;  // of sound
constexpr double kTick = 2.0 / 90'000;
constexpr double kOverloaded = 3;  // seconds, at the longest, that a slow machine may leave out
constexpr std::chrono::minutes kReading{5};
constexpr auto kAskEvery = 100ms;
constexpr double kAnswer = 0.3;  // seconds from one question to the next, the answer of an emulated machine included
constexpr double kSlowdown = 3;  // of one that is too slow for all pictures
constexpr double kAskFor = 60;   // seconds

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<std::string> shellArguments(const TempDir& dir, const std::string& command) {
  return {"-c", "out=" + dir.path().string() + "; . tests/guest/lib.sh; " + command};
}

}  // namespace

std::string inShell(const TempDir& dir, const std::string& command) {
  return outputOf(dir, "bash", shellArguments(dir, command));
}

void needGuest() {
  if (!std::filesystem::exists("/run/guest")) skip("this is not the guest (tests/guest/run)");
}

Driver::Driver(const std::string& name, const std::string& load) : name_(name) {
  needGuest();
  constexpr int kSkipped = 77;
  Process loading("bash", dir_, {.args = shellArguments(dir_, load)});
  const ExitState ended = loading.waitExit(60s);
  if (ended.code == kSkipped) skip(loading.log());
  if (ended != ExitState{}) failAt(loading.logTail(), std::source_location::current());
}

Driver::~Driver() {
  Process unload("rmmod", dir_, {.args = {name_}});
  (void)waitFor(10s, [&] { return !unload.running(); });
}

CameraBench::CameraBench(const std::string& source) : CameraBench(freeUdpPort(), source) {}

CameraBench::CameraBench(std::uint16_t port, const std::string& source)
    : media(port), receiver_(media.dir(), port, media.dir() / "room.ts") {
  media.plan.camera.source = source;
  media.plan.uplink->latency_ms = 1000;  // a virtual machine may stop for a while
  media.plan.video = {
      .width = 320, .height = 180, .fps = kFps, .bitrate_kbps = 400, .keyframe_interval_s = 2, .small_picture = false};
}

void CameraBench::start(std::map<std::string, std::string> env) {
  begin();
  media.start(std::move(env));
}

void CameraBench::push() {
  begin();
  media.push();
}

std::string CameraBench::shell(const std::string& command) {
  const auto stamp = media.dir() / "begun";
  std::string said = inShell(media.dir(), "printf %s \"$EPOCHREALTIME\" >" + stamp.string() + "; " + command);
  const std::chrono::duration<double> ago =
      std::chrono::system_clock::now().time_since_epoch() - std::chrono::duration<double>(std::stod(readWhole(stamp)));
  begun_ = std::chrono::steady_clock::now() - std::chrono::duration_cast<std::chrono::steady_clock::duration>(ago);
  return said;
}

double CameraBench::until(const std::string& what, double bound, const std::function<bool(const MediaStatus&)>& holds) {
  double took = 0;
  double since_asked = 0;
  (void)wait(what, [&](const MediaStatus& status) {
    since_asked = secondsSince(begun_) - took;
    took += since_asked;
    return holds(status);
  });
  std::printf("figure: %s: %.2f s%s\n", what.c_str(), took, overloaded_ ? " on too slow a machine" : "");
  std::fflush(stdout);
  const double held_up = took > since_asked ? std::max(0.0, since_asked - kAnswer) : 0;
  if (took - held_up > bound * (overloaded_ ? kSlowdown : 1))
    failAt(std::format("{}: {:.2f} s", what, took), std::source_location::current());
  return took;
}

double CameraBench::untilRunning(const std::string& what, double bound) {
  return until(what + ": picture back", bound,
               [](const MediaStatus& status) { return status.capture.camera.state == SourceState::Running; });
}

double CameraBench::untilReplaced(const std::string& what, double bound) {
  return until(what + ": slate", bound,
               [](const MediaStatus& status) { return status.capture.camera.state == SourceState::Replaced; });
}

// Each question costs an emulated machine as much as a picture.
MediaStatus CameraBench::wait(const std::string& what, const std::function<bool(const MediaStatus&)>& holds) {
  const auto start = std::chrono::steady_clock::now();
  for (;; std::this_thread::sleep_for(kAskEvery)) {
    MediaStatus status = media.status();
    overloaded_ |= has(status, ConditionType::EncoderSlow) || status.uplink.frames_dropped > 0;
    if (holds(status)) return status;
    if (secondsSince(start) > kAskFor) {
      failAt(what + ": did not come; last status: " + writeMediaStatus(status) + "\n" + media.media().logTail(),
             std::source_location::current());
    }
  }
}

void CameraBench::pass(double seconds) {
  const auto start = std::chrono::steady_clock::now();
  (void)wait("time", [&](const MediaStatus&) { return secondsSince(start) >= seconds; });
}

Timeline CameraBench::finish() {
  const MediaStatus last =
      wait("a stream to judge", [](const MediaStatus& status) { return status.uplink.frames_sent >= kJudged; });
  media.stop();
  receiver_.stop();
  std::istringstream packets(outputOf(
      media.dir(), "ffprobe",
      {"-v", "error", "-show_entries", "packet=codec_type,pts_time", "-of", "csv=p=0", receiver_.file().string()}));
  Timeline found;
  found.connects = last.uplink.connects;
  found.overloaded = overloaded_;
  for (std::string line; std::getline(packets, line);) {
    const double time = std::strtod(line.c_str() + line.find(',') + 1, nullptr);
    if (line.starts_with("video,")) found.pictures.add(time, kSlot);
    if (line.starts_with("audio,")) found.sound.add(time, kBlock);
  }
  std::printf("figure: %zu pictures, steps %.4f to %.4f s; sound %.4f to %.4f s%s\n", found.pictures.packets,
              found.pictures.shortest, found.pictures.longest, found.sound.shortest, found.sound.longest,
              overloaded_ ? "; too slow a machine for all" : "");
  return found;
}

void Steps::add(double time, double usual) {
  const double step = time - std::exchange(last, time);
  if (++packets == 1) return;
  longest = std::max(longest, step);
  shortest = packets == 2 ? step : std::min(shortest, step);
  if (step > usual + kTick) ++gaps;
}

void checkWhole(const Timeline& timeline) {
  CHECK_EQ(1U, timeline.connects);
  CHECK(timeline.pictures.packets > 2 * kFps);
  CHECK(timeline.pictures.shortest > kSlot - kTick);
  CHECK(timeline.sound.shortest > kBlock - kTick);
  CHECK(timeline.pictures.longest < (timeline.overloaded ? kOverloaded : kSlot + kTick));
  CHECK(timeline.sound.longest < (timeline.overloaded ? kOverloaded : kBlock + kTick));
}

std::vector<Run> runsOf(const TempDir& dir, const std::filesystem::path& stream) {
  const auto figures = dir / "colours.txt";
  (void)outputOf(dir, "ffmpeg",
                 {"-v", "error", "-nostdin", "-y", "-i", stream.string(), "-an", "-vf",
                  "fps=5,signalstats,metadata=mode=print:file=" + figures.string(), "-f", "null", "-"},
                 kReading);
  std::istringstream lines(readWhole(figures));
  std::vector<Run> runs;
  std::map<std::string, double> picture;
  double at = 0;
  const auto add = [&] {
    if (picture.empty()) return;
    // Its dark, over more than half of it, is a luma of 28; its bright 220; it has no colour.
    const bool slate = std::abs(picture["YAVG"] - 36) < 10 && std::abs(picture["YLOW"] - 28) < 4 &&
                       picture["YMAX"] > 150 && picture["SATAVG"] < 4;
    const Shown shown = slate ? Shown::Slate : Shown::Other;
    if (runs.empty() || runs.back().shown != shown) runs.push_back({shown, at, at});
    runs.back().to = at;
    picture.clear();
  };
  constexpr std::string_view kTime = "pts_time:";
  constexpr std::string_view kKey = "lavfi.signalstats.";
  for (std::string line; std::getline(lines, line);) {
    if (const std::size_t time = line.find(kTime); time != std::string::npos) {
      add();
      at = std::strtod(line.c_str() + time + kTime.size(), nullptr);
    }
    const std::size_t value = line.find('=');
    if (!line.starts_with(kKey) || value == std::string::npos) continue;
    picture[line.substr(kKey.size(), value - kKey.size())] = std::strtod(line.c_str() + value + 1, nullptr);
  }
  add();
  for (const Run& run : runs) {
    std::printf("seen: %s %.1f-%.1f s\n", run.shown == Shown::Slate ? "slate" : "other", run.from, run.to);
  }
  std::fflush(stdout);
  return runs;
}

std::size_t slatesIn(const std::vector<Run>& runs) {
  return static_cast<std::size_t>(std::ranges::count(runs, Shown::Slate, &Run::shown));
}

std::string detailOf(const MediaStatus& status, ConditionType type) {
  const auto found = std::ranges::find(status.conditions, type, &Condition::type);
  return found == status.conditions.end() ? std::string() : found->detail;
}

}  // namespace diemcau::test
