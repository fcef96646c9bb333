// SPDX-License-Identifier: Apache-2.0
// Faults of all kinds, one after the other as a seed wants them, and at the end all is as it was at the start.
//
//   tests/guest/run --limit 1500 --set DIEMCAU_FAULTS_SECONDS=600 --set DIEMCAU_FAULTS_SEED=7 guest_random_faults
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/guest/av_offset.h"
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using Clock = std::chrono::steady_clock;

constexpr double kSameShare = 0.05;  // of memory
constexpr double kMeasured = 12;     // seconds of good running, for the offset
constexpr int kRounds = 2;
constexpr std::size_t kSampled = 20;  // faults from one look at the memory to the next
constexpr char kSet[] = "vivid_set $(video_node vivid-000-vid-cap) ";

// A fault's begin and end, as commands of lib.sh, and the longest that it lasts.
struct Fault {
  const char* name;
  std::string begin;
  std::string end;
  double seconds;
};
const Fault kFaults[] = {
    {"a third of the buffers lost", std::string(kSet) + "percentage_of_dropped_buffers=30",
     std::string(kSet) + "percentage_of_dropped_buffers=0", 3},
    {"stall", std::string(kSet) + "percentage_of_dropped_buffers=100",
     std::string(kSet) + "percentage_of_dropped_buffers=0", 4},
    {"fatal error", std::string(kSet) + "inject_fatal_streaming_error=1", "true", 0},
    {"disconnect", std::string(kSet) + "disconnect=1", "unplug_vivid; plug_vivid", 2},
    {"camera pulled", "unplug_vivid", "plug_vivid", 3},
    {"microphone pulled", "unplug_sound", "plug_sound", 3},
    {"both pulled", "unplug_vivid; unplug_sound", "plug_sound; plug_vivid", 3},
};

unsigned long number(const char* variable, unsigned long otherwise) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : otherwise;
}

double secondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// Pages of a process that are in memory.
double residentMib(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtod(line.c_str() + 6, nullptr) / 1024;
  }
  return 0;
}

bool isGood(const MediaStatus& status) {
  return status.capture.camera.state == SourceState::Running &&
         status.capture.microphone.state == SourceState::Running && status.capture.microphone.peak_dbfs > -40 &&
         sends(status);
}

// The encoder of a device was proven. A machine that is busy may be too slow for it.
bool hasJudged(const MediaStatus& status) {
  return status.encode.video.encoder == "v4l2" ||
         std::ranges::any_of(status.encode.video.passed_over, [](const PassedOverEncoder& encoder) {
           return encoder.encoder == "v4l2" && encoder.reason != PassedOver::NotThere;
         });
}

// Camera and microphone that fail, and an encoder of a device that may (faulty_encoder.cpp).
struct Bed {
  const Driver vivid{"vivid", "load_vivid"};
  const Driver loop{"snd-aloop", "load_loopback_sound"};
  CameraBench bench{"auto"};
  const Process marks{builtProgram("guest_marks"),
                      loop.dir(),
                      {.args = {"--camera", "vivid-000-vid-cap", "--sound", "hw:CARD=Loopback,DEV=1"}}};
  std::mt19937 random{static_cast<std::mt19937::result_type>(number("DIEMCAU_FAULTS_SEED", 1))};
  double slowest = 0;  // until all was well again
  std::size_t encoders_lost = 0;

  void start() {
    bench.media.plan.microphone.source = "name:Loopback";
    const auto& dir = bench.media.dir();
    // What is known of all other plugins need not be found out again.
    std::error_code none_yet;
    std::filesystem::copy_file("/root/.cache/gstreamer-1.0/registry.x86_64.bin", dir / "registry.bin", none_yet);
    bench.start({{"GST_PLUGIN_PATH", (builtProgram("x").parent_path().parent_path() / "gst-faulty").string()},
                 {"GST_REGISTRY", (dir / "registry.bin").string()},
                 {"DIEMCAU_FAULTY_ENCODER", dir.path().string()}});
    bench.wait("all at work", [](const MediaStatus& status) { return isGood(status) && hasJudged(status); });
  }
  bool onDevice() { return bench.media.status().encode.video.encoder == "v4l2"; }
  double between(double least, double most) { return std::uniform_real_distribution(least, most)(random); }

  void suffer(const Fault& fault) {
    const double lasts = between(fault.seconds / 4, fault.seconds);
    std::printf("%s, %.1f s\n", fault.name, lasts);
    std::fflush(stdout);
    bench.shell(fault.begin);
    bench.pass(lasts);
    bench.shell(fault.end);
    recover(fault.name);
  }
  // The encoder of the device gives up; software takes over.
  void loseEncoder(const char* how) {
    std::printf("encoder %s\n", how);
    std::fflush(stdout);
    writeWhole(bench.media.dir() / how, "");
    // That it was too slow meanwhile is its fault, not the machine's.
    (void)bench.media.waitStatus(std::chrono::seconds(60), "software", [&](const MediaStatus& status) {
      return status.encode.video.encoder == "x264" && !has(status, ConditionType::EncoderSlow) && sends(status);
    });
    std::filesystem::remove(bench.media.dir() / how);
    ++encoders_lost;
    recover(how);
  }
  void recover(const char* from) {
    const auto ended = Clock::now();
    bench.wait(std::string("all well after ") + from, isGood);
    slowest = std::max(slowest, secondsSince(ended));
    bench.pass(between(0, 1.5));
  }
  double memory() { return residentMib(bench.media.media().pid()); }
};

void theRoomIsAsBefore() {
  const auto seconds = static_cast<double>(number("DIEMCAU_FAULTS_SECONDS", 30));
  Bed bed;
  bed.start();
  const std::uint32_t pid = bed.bench.media.status().pid;
  bed.bench.pass(kMeasured);
  const Clock::time_point begun = Clock::now();
  // Each more than once, so that all is in memory that is ever needed: pieces of it move for some twenty faults.
  for (int round = 0; round < kRounds; ++round) {
    for (const Fault& fault : kFaults) bed.suffer(fault);
  }
  const bool device = bed.onDevice();
  if (device) bed.loseEncoder(bed.random() % 2 == 0 ? "fails" : "stalls");
  const double memory = bed.memory();
  std::printf("figure: %.1f MiB after the first %.0f s%s\n", memory, secondsSince(begun),
              device ? "" : "; this machine is too slow for the encoder that fails");

  std::size_t faults = 0;
  for (const Clock::time_point start = Clock::now(); secondsSince(start) < seconds; ++faults) {
    // A device that has failed is tried again after minutes.
    const auto which = bed.random() % (std::size(kFaults) + (bed.onDevice() ? 1 : 0));
    if (which < std::size(kFaults)) {
      bed.suffer(kFaults[which]);
    } else {
      bed.loseEncoder(bed.random() % 2 == 0 ? "fails" : "stalls");
    }
    if (faults % kSampled == kSampled - 1) {
      std::printf("figure: %.1f MiB after %zu faults, %.0f s\n", bed.memory(), faults + 1, secondsSince(start));
    }
  }
  bed.bench.pass(kMeasured);
  const double memory_after = bed.memory();
  const MediaStatus last = bed.bench.wait("all well at the end", isGood);
  CHECK_EQ(pid, last.pid);
  CHECK_EQ(std::uint32_t{1}, last.uplink.connects);
  std::printf("figure: %zu faults, all well again after %.1f s at most; %.1f MiB, %+.1f %%\n", faults, bed.slowest,
              memory_after, 100 * (memory_after / memory - 1));

  Timeline timeline = bed.bench.finish();
  // A picture or two go with an encoder that is replaced, and those of the second until a stall is found out.
  constexpr std::size_t kGapsAnEncoder = 3;
  std::printf("figure: %zu gaps between pictures, %zu encoders lost\n", timeline.pictures.gaps, bed.encoders_lost);
  CHECK(timeline.pictures.longest < 3);
  CHECK(timeline.overloaded || timeline.pictures.gaps <= kGapsAnEncoder * (1 + 2 * bed.encoders_lost));
  timeline.pictures.longest = timeline.pictures.shortest;
  checkWhole(timeline);
  const auto found = marksOf(bed.bench.media.dir(), bed.bench.file());
  const double end = found.empty() ? 0 : found.back().at;
  const AvOffset before = medianOffset(found, 0, kMeasured);
  const AvOffset after = medianOffset(found, end - kMeasured + 1, end + 1);
  checkSame(before, after, bed.bench.media.plan.video.fps);
  CHECK(std::abs(memory_after / memory - 1) <= kSameShare);
}

}  // namespace

int main() { return diemcau::test::run({TEST(theRoomIsAsBefore)}); }
