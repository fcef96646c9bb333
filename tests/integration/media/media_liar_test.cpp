// SPDX-License-Identifier: Apache-2.0
// A camera that lies about its formats: the shipped program ends on one that is true, or shows the slate, and never
// tries without a pause.
#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <vector>

#include "tests/integration/media/media_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/stall_watch.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

struct Try {
  std::string format;
  long at_ms = 0;
};

struct Bed {
  std::uint16_t port = freeUdpPort();
  MediaBench bench{port};
  Receiver receiver{bench.dir(), port, bench.dir() / "room.ts"};
  std::filesystem::path camera = std::filesystem::canonical(bench.dir().path()) / "camera";

  void start() {
    writeWhole(camera, "");
    std::filesystem::resize_file(camera, 1 << 20);
    bench.plan.camera.source = "v4l2:" + camera.string();
    // AddressSanitizer wants to be the first that is loaded.
    const char* asan = std::getenv("ASAN_OPTIONS");
    bench.start({{"LD_PRELOAD", LYING_CAMERA},
                 {"DIEMCAU_LYING_CAMERA", camera.string()},
                 {"ASAN_OPTIONS", std::string(asan != nullptr ? asan : "") + ":verify_asan_link_order=0"}});
  }
  [[nodiscard]] std::vector<Try> tries() const {
    std::vector<Try> found;
    const std::filesystem::path file = camera.string() + ".tried";
    if (!std::filesystem::exists(file)) return found;
    std::istringstream lines(readWhole(file));
    for (Try one; lines >> one.format >> one.at_ms;) found.push_back(one);
    return found;
  }
  MediaStatus unstable() {
    return bench.waitStatus(90s, "it is told that the camera is unstable", [](const MediaStatus& status) {
      return has(status, ConditionType::CameraUnstable) && status.capture.camera.state == SourceState::Replaced &&
             sends(status);
    });
  }
  // The stream knew nothing of it.
  void checkStream(const MediaStatus& before, const MediaStatus& after) {
    CHECK_EQ(before.pid, after.pid);
    CHECK_EQ(std::uint32_t{1}, after.uplink.connects);
    bench.stop();
    receiver.stop();
    const Judgement found = judge(bench.dir(), receiver.file());
    CHECK_EQ(std::string(), found.errors);
    CHECK(found.shortest_step > 0);
  }
};

void aLiarEndsOnTheFormatThatIsTrue() {
  Bed bed;
  writeWhole(bed.camera.string() + ".honest", "");
  bed.start();
  const auto told = bed.unstable();
  const auto found = bed.bench.waitStatus(120s, "a picture", [](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Running && status.capture.camera.format == "GREY";
  });
  for (const char* lie : {"NV12", "YUYV", "MJPG"}) {
    CHECK(std::ranges::any_of(bed.tries(), [&](const Try& one) { return one.format == lie; }));
  }
  // There it stays.
  const std::size_t tried = bed.tries().size();
  const auto after = bed.bench.waitStatus(30s, "three seconds more", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > found.uplink.frames_sent + 90;
  });
  CHECK_EQ(tried, bed.tries().size());
  bed.checkStream(told, after);
}

void aCameraOfWhichNothingIsTrueIsASlateAndIsTriedEverMoreSeldom() {
  Bed bed;
  bed.start();
  const auto told = bed.unstable();
  CHECK(waitFor(120s, [&] { return bed.tries().size() >= 5; }));
  const auto after = bed.bench.waitStatus(30s, "still on air", [&](const MediaStatus& status) {
    return status.uplink.frames_sent > told.uplink.frames_sent + 30;
  });
  CHECK(after.capture.camera.state == SourceState::Replaced);
  CHECK(has(after, ConditionType::CameraUnstable));
  // 1 s, 2 s, 4 s and 8 s, or more.
  const auto tries = bed.tries();
  long least = 1000;
  for (std::size_t i = 1; i < 5; ++i, least *= 2) CHECK(tries[i].at_ms - tries[i - 1].at_ms >= least * 9 / 10);
  bed.checkStream(told, after);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST_IN_REAL_TIME(aLiarEndsOnTheFormatThatIsTrue),
                             TEST_IN_REAL_TIME(aCameraOfWhichNothingIsTrueIsASlateAndIsTriedEverMoreSeldom)});
}
