// SPDX-License-Identifier: Apache-2.0
// Faults, times and the receiver's view.
#include "tests/guest/camera_bench.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <format>
#include <sstream>
#include <utility>

#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace diemcau::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kFps = 15;

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

std::string inShell(const TempDir& dir, const std::string& command) {
  return outputOf(dir, "bash", {"-c", "out=" + dir.path().string() + "; . tests/guest/lib.sh; " + command});
}

void needGuest() {
  if (!std::filesystem::exists("/run/guest")) skip("this is not the guest (tests/guest/run)");
}

Driver::Driver(const std::string& name, const std::string& load) : name_(name) {
  needGuest();
  (void)inShell(dir_, load);
}

Driver::~Driver() {
  Process unload("rmmod", dir_, {.args = {name_}});
  (void)waitFor(10s, [&] { return !unload.running(); });
}

CameraBench::CameraBench(const std::string& source) : CameraBench(freeUdpPort(), source) {}

CameraBench::CameraBench(std::uint16_t port, const std::string& source)
    : media(port), receiver_(media.dir(), port, media.dir() / "room.ts") {
  media.plan.camera.source = source;
  media.plan.video = {.width = 320, .height = 180, .fps = kFps, .bitrate_kbps = 400, .keyframe_interval_s = 2};
}

double CameraBench::until(const std::string& what, double bound, const std::function<bool(const MediaStatus&)>& holds) {
  const auto start = std::chrono::steady_clock::now();
  double asked = 0;
  double not_yet = 0;  // when it was asked last and was not so
  (void)wait(what, [&](const MediaStatus& status) {
    not_yet = std::exchange(asked, secondsSince(start));
    return holds(status);
  });
  std::printf("figure: %s: %.2f s\n", what.c_str(), secondsSince(start));
  std::fflush(stdout);
  if (not_yet > bound) failAt(std::format("{}: {:.2f} s", what, not_yet), std::source_location::current());
  return not_yet;
}

double CameraBench::untilRunning(const std::string& what, double bound) {
  return until(what + ": picture back", bound,
               [](const MediaStatus& status) { return status.capture.camera.state == SourceState::Running; });
}

double CameraBench::untilReplaced(const std::string& what, double bound) {
  return until(what + ": slate", bound,
               [](const MediaStatus& status) { return status.capture.camera.state == SourceState::Replaced; });
}

MediaStatus CameraBench::wait(const std::string& what, const std::function<bool(const MediaStatus&)>& holds) {
  return media.waitStatus(60s, what, [&](const MediaStatus& status) {
    overloaded_ |= has(status, ConditionType::EncoderSlow) || status.uplink.frames_dropped > 0;
    return holds(status);
  });
}

void CameraBench::pass(double seconds) {
  const auto start = std::chrono::steady_clock::now();
  (void)wait("time", [&](const MediaStatus&) { return secondsSince(start) >= seconds; });
}

Timeline CameraBench::finish() {
  media.stop();
  receiver_.stop();
  std::istringstream times(outputOf(media.dir(), "ffprobe",
                                    {"-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of",
                                     "default=nk=1:nw=1", receiver_.file().string()}));
  Timeline found;
  double before = 0;
  for (double time = 0; times >> time; before = time) {
    if (++found.pictures == 1) continue;
    found.longest = std::max(found.longest, time - before);
    found.shortest = found.pictures == 2 ? time - before : std::min(found.shortest, time - before);
  }
  found.overloaded = overloaded_;
  std::printf("figure: %zu pictures, steps %.4f to %.4f s%s\n", found.pictures, found.shortest, found.longest,
              overloaded_ ? ", too slow a machine for all" : "");
  return found;
}

void checkWhole(const Timeline& timeline) {
  constexpr double kSlot = 1.0 / kFps;
  constexpr double kTick = 2.0 / 90'000;
  CHECK(timeline.pictures > 2 * kFps);
  CHECK(timeline.shortest > kSlot - kTick);
  CHECK(timeline.overloaded || timeline.longest < kSlot + kTick);
}

std::string detailOf(const MediaStatus& status, ConditionType type) {
  const auto found = std::ranges::find(status.conditions, type, &Condition::type);
  return found == status.conditions.end() ? std::string() : found->detail;
}

}  // namespace diemcau::test
