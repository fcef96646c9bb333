// SPDX-License-Identifier: Apache-2.0
// Nothing that happens to a camera takes the room off the air: vivid with its faults.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <sstream>

#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

// The first picture under emulation is slow; nothing is measured by it.
constexpr double kStart = 30;
constexpr double kSlate = 1.3;  // a second, and what a question takes
constexpr double kBack = 3;
constexpr double kFewer = 5;  // a rate is that of the last second, asked now and then

void aWebcamThatFailsIsReplacedAndComesBack() {
  const Driver vivid("vivid", "load_vivid");
  CameraBench bench("auto");
  bench.start();
  bench.untilRunning("start", kStart);
  const MediaStatus running = bench.wait("sending", sends);
  const CameraStatus& camera = running.capture.camera;
  CHECK_EQ(std::size_t{1}, camera.devices.size());
  CHECK(camera.devices.front().chosen);
  CHECK_EQ(std::string("vivid"), camera.devices.front().driver);
  CHECK_EQ(320U, camera.width);
  CHECK_EQ(15U, camera.wished_fps);
  CHECK(camera.negotiated_fps >= 14.9);
  const auto whole =
      bench.wait("all pictures", [](const MediaStatus& status) { return status.capture.camera.fps > 14; });
  std::printf("figure: %s %ux%u@%.4g\n", camera.format.c_str(), camera.width, camera.height, camera.negotiated_fps);

  bench.shell(
      "vivid_set $(video_node vivid-000-vid-cap) percentage_of_dropped_buffers=30 "
      "inject_v4l2_buf_flag_error=1");
  bench.until("30 % of the buffers lost: told", kFewer, [&](const MediaStatus& status) {
    const double share = status.capture.camera.fps / whole.capture.camera.fps;
    return share > 0.4 && share < 0.85;
  });
  bench.pass(3);
  MediaStatus now = bench.media.status();
  CHECK(now.capture.camera.state == SourceState::Running);
  CHECK(!has(now, ConditionType::CameraStalled));

  bench.shell("vivid_set $(video_node vivid-000-vid-cap) percentage_of_dropped_buffers=100");
  bench.untilReplaced("no buffers, no error", kSlate);
  bench.until("no buffers, no error: camera_stalled", kSlate,
              [](const MediaStatus& status) { return has(status, ConditionType::CameraStalled); });
  bench.pass(4);  // over the time after which it is opened anew
  bench.shell("vivid_set $(video_node vivid-000-vid-cap) percentage_of_dropped_buffers=0");
  bench.untilRunning("no buffers, no error", kBack);
  bench.pass(6);  // over the time after which a failure is the first again

  bench.shell("vivid_set $(video_node vivid-000-vid-cap) inject_fatal_streaming_error=1");
  bench.until("fatal streaming error: noticed", kSlate, [](const MediaStatus& status) {
    return has(status, ConditionType::CameraFailed) || status.capture.camera.state == SourceState::Replaced;
  });
  bench.until("fatal streaming error: picture back", kBack, [](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Running && !has(status, ConditionType::CameraFailed);
  });

  bench.shell("vivid_set $(video_node vivid-000-vid-cap) disconnect=1");
  bench.untilReplaced("disconnect", kSlate);
  bench.until("disconnect: camera_missing", 3,
              [](const MediaStatus& status) { return has(status, ConditionType::CameraMissing); });
  bench.shell("unplug_vivid; plug_vivid");
  bench.untilRunning("disconnect", kBack);
  now = bench.wait("no condition but the count of failures", [](const MediaStatus& status) {
    return std::ranges::all_of(status.conditions, [](const Condition& condition) {
      return condition.type == ConditionType::CameraUnstable || condition.type == ConditionType::MicrophoneMissing;
    });
  });
  CHECK_EQ(running.pid, now.pid);
  checkWhole(bench.finish());
}

void aCameraThatIsPulledTenTimesComesBackTenTimes() {
  const Driver vivid("vivid", "load_vivid");
  CameraBench bench("auto");
  bench.start();
  bench.untilRunning("start", kStart);
  const MediaStatus running = bench.wait("sending", sends);
  for (int i = 0; i < 10; ++i) {
    bench.shell("unplug_vivid");
    bench.untilReplaced("unplugged", kSlate);
    bench.until("unplugged: camera_missing", kBack, [](const MediaStatus& status) {
      return has(status, ConditionType::CameraMissing) && status.capture.camera.devices.empty();
    });
    bench.shell("plug_vivid");
    bench.untilRunning("plugged", kBack);
    bench.pass(1);
  }
  CHECK_EQ(running.pid, bench.media.status().pid);
  bench.pass(1);
  checkWhole(bench.finish());
  // As the receiver sees it: before the first picture there may be a slate as well.
  const std::vector<Run> seen = runsOf(bench.media.dir(), bench.file());
  const std::size_t at_start = seen.front().shown == Shown::Slate ? 1 : 0;
  CHECK_EQ(10 + at_start, slatesIn(seen));
  CHECK(seen.back().shown == Shown::Other);
}

void theCameraThatIsWantedIsWaitedForWhateverElseIsThere() {
  const Driver vivid("vivid", "load_vivid n_devs=2 num_inputs=1,1 input_types=0,0 node_types=0x1,0x1");
  const std::string first = inShell(vivid.dir(), "printf %s $(video_node vivid-000-vid-cap)");
  CameraBench bench("v4l2:" + first);
  bench.start();
  bench.untilRunning("start", kStart);
  CHECK_EQ(std::size_t{2}, bench.media.status().capture.camera.devices.size());
  // vivid comes back when nobody holds it any more.
  auto holder = std::make_unique<Process>(
      "bash", vivid.dir(), ProcessOptions{.args = {"-c", "exec 3<" + first + "; echo open; exec sleep 600"}});
  CHECK(waitFor(10s, [&] { return holder->log() == "open\n"; }));
  bench.shell("vivid_set " + first + " disconnect=1");
  bench.untilReplaced("the wanted one gone", kSlate);
  // First it is what the read that failed said.
  bench.wait("camera_missing", [&](const MediaStatus& status) {
    return detailOf(status, ConditionType::CameraMissing) == first + ": not there, but «vivid»";
  });
  bench.pass(2);
  CHECK(bench.media.status().capture.camera.state == SourceState::Replaced);
  bench.media.plan.camera.source = "auto";
  bench.push();
  bench.untilRunning("auto takes the other", kBack);
  bench.media.plan.camera.source = "v4l2:" + first;
  bench.push();
  bench.untilReplaced("the wanted one is still gone", kBack);
  bench.begin();
  holder.reset();
  bench.until("the wanted one back", kBack, [&](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Running &&
           std::ranges::any_of(status.capture.camera.devices,
                               [&](const DeviceStatus& device) { return device.chosen && device.node == first; });
  });
  bench.pass(1);
  checkWhole(bench.finish());
}

void settingsAreGivenToldAndTakenBack() {
  const Driver vivid("vivid", "load_vivid");
  CameraBench bench("auto");
  const std::string read = "v4l2-ctl -d $(video_node vivid-000-vid-cap) -C brightness,contrast,saturation";
  bench.media.plan.camera.controls = {{"brightness", 40}, {"contrast", 999}, {"no_such_thing", 1}};
  bench.start();
  bench.untilRunning("start", kStart);
  const MediaStatus set = bench.wait(
      "camera_adjusted", [](const MediaStatus& status) { return has(status, ConditionType::CameraAdjusted); });
  CHECK_EQ(std::string("contrast 999 → 255; no no_such_thing"), detailOf(set, ConditionType::CameraAdjusted));
  CHECK_EQ(std::string("brightness: 40\ncontrast: 255\nsaturation: 128\n"), bench.shell(read));

  // v4l2-ctl is another judge of what a control is called and can be.
  std::istringstream theirs(
      bench.shell("v4l2-ctl -d $(video_node vivid-000-vid-cap) --list-ctrls | "
                  "grep -v -e read-only -e write-only -e dims= | sed -n 's/^ *\\([a-z0-9_]*\\) 0x.* "
                  "(\\(int\\|bool\\|menu\\|intmenu\\)) *:.*/\\1/p'"));
  std::set<std::string> names;
  for (const ControlStatus& control : set.capture.camera.controls) names.insert(control.name);
  std::string different;
  for (std::string name; theirs >> name;) {
    if (names.erase(name) == 0) different += name + " is missing ";
  }
  for (const std::string& name : names) different += name + " is too many ";
  CHECK_EQ(std::string(), different);
  const std::vector<ControlStatus>& ours = set.capture.camera.controls;
  const auto menu = std::ranges::find(ours, "test_pattern", &ControlStatus::name);
  CHECK(menu != ours.end() && menu->choices.front() == "75% Colorbar");

  // While it streams, and nothing but the settings changes.
  const std::uint32_t pid = bench.media.status().pid;
  bench.media.plan.camera.controls = {{"saturation", 77}};
  bench.push();
  (void)bench.wait("the other setting", [](const MediaStatus& status) {
    const auto& controls = status.capture.camera.controls;
    const auto saturation = std::ranges::find(controls, "saturation", &ControlStatus::name);
    return saturation != controls.end() && saturation->value == 77 && !has(status, ConditionType::CameraAdjusted);
  });
  CHECK_EQ(std::string("brightness: 128\ncontrast: 128\nsaturation: 77\n"), bench.shell(read));
  CHECK(bench.media.status().capture.camera.state == SourceState::Running);
  // The new driver knows nothing of it until it is told again.
  bench.shell("unplug_vivid; plug_vivid");
  bench.until("settings given again", 6, [](const MediaStatus& status) {
    const auto& controls = status.capture.camera.controls;
    const auto saturation = std::ranges::find(controls, "saturation", &ControlStatus::name);
    return status.capture.camera.state == SourceState::Running && saturation != controls.end() &&
           saturation->value == 77;
  });
  CHECK_EQ(std::string("brightness: 128\ncontrast: 128\nsaturation: 77\n"), bench.shell(read));
  CHECK_EQ(pid, bench.media.status().pid);
  checkWhole(bench.finish());
}

// The driver is vivid's, but for the one call. The slate is on air while nothing lets go; then whoever supervises the
// process starts another, and the kernel has closed the camera.
void aDriverThatNeverStopsStreamingIsLeftWithItsProcess() {
  const Driver vivid("vivid", "load_vivid");
  CameraBench bench("auto");
  const std::filesystem::path hangs = bench.media.dir() / "hangs";
  // AddressSanitizer wants to be the first that is loaded.
  const char* asan = std::getenv("ASAN_OPTIONS");
  const std::map<std::string, std::string> env = {
      {"LD_PRELOAD", builtProgram("guest_driver_hang.so").string()},
      {"DIEMCAU_STREAMOFF_HANGS", hangs.string()},
      {"ASAN_OPTIONS", std::string(asan != nullptr ? asan : "") + ":verify_asan_link_order=0"}};
  bench.start(env);
  bench.untilRunning("start", kStart);
  const MediaStatus running = bench.wait("sending", sends);
  writeWhole(hangs, "");
  bench.media.plan.camera.source = "pattern";
  bench.push();
  bench.untilReplaced("the camera does not stop", kSlate);
  const auto frames = bench.media.status().uplink.frames_sent;
  bench.begin();
  bench.until("the camera does not stop: the slate is sent", kSlate,
              [&](const MediaStatus& status) { return status.uplink.frames_sent > frames; });
  const auto given = std::chrono::steady_clock::now();
  CHECK_EQ(1, bench.media.media().waitExit(30s).code);
  std::printf("figure: the process gives up after %.2f s more\n",
              std::chrono::duration<double>(std::chrono::steady_clock::now() - given).count());
  CHECK(std::chrono::steady_clock::now() - given < 6s);

  bench.media.plan.camera.source = "auto";
  bench.start(env);
  bench.untilRunning("another process", kBack);
  // The receiver takes one connection at a time, and waits five seconds for the one that ended without a word.
  bench.until("another process: on air", kStart, sends);
  CHECK(bench.media.status().pid != running.pid);
  std::filesystem::remove(hangs);
  bench.media.stop();
}

}  // namespace

int main() {
  return diemcau::test::run(
      {TEST(aWebcamThatFailsIsReplacedAndComesBack), TEST(aCameraThatIsPulledTenTimesComesBackTenTimes),
       TEST(theCameraThatIsWantedIsWaitedForWhateverElseIsThere), TEST(settingsAreGivenToldAndTakenBack),
       TEST(aDriverThatNeverStopsStreamingIsLeftWithItsProcess)});
}
