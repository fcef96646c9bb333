// SPDX-License-Identifier: Apache-2.0
// What happens to an HDMI input is told apart, and a source that changes is followed: vivid's HDMI.
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr double kStart = 30;
constexpr double kSlate = 1.3;  // a second, and what a question takes
constexpr double kTold = 1.3;
constexpr double kLookedFor = 1;  // a signal that is missing is looked for once a second
constexpr double kBack = 3;

struct Trouble {
  const char* before;  // another trouble, that the driver can come to this one
  const char* command;
  SignalState signal;
  ConditionType condition;
};

// vivid takes the power from the cable when its signal is "none".
constexpr Trouble kTroubles[] = {
    {nullptr, "vivid_set $camera dv_timings_signal_mode=2", SignalState::NoSync, ConditionType::CameraNoSync},
    {nullptr, "vivid_set $camera dv_timings_signal_mode=3", SignalState::UnsupportedTiming,
     ConditionType::CameraTimingUnsupported},
    {nullptr, "vivid_set $camera dv_timings_signal_mode=1", SignalState::NoCable, ConditionType::CameraNoCable},
    // It takes no EDID while it streams: first something that ends the stream.
    {"vivid_set $camera dv_timings_signal_mode=2; within 10 v4l2-ctl -d $camera --clear-edid 2>/dev/null",
     "vivid_set $camera dv_timings_signal_mode=0", SignalState::NoSignal, ConditionType::CameraNoSignal},
};
constexpr ConditionType kAll[] = {ConditionType::CameraNoSync, ConditionType::CameraTimingUnsupported,
                                  ConditionType::CameraNoCable, ConditionType::CameraNoSignal};

const std::string kCamera = "camera=$(video_node vivid-000-vid-cap); ";
// 640x480 and 720x576 progressive: what emulation can draw.
const std::string kSmall =
    "v4l2-ctl -d $camera --set-edid=type=hdmi >/dev/null; "
    "vivid_set $camera dv_timings_signal_mode=4 dv_timings=0";
const std::string kOther = "vivid_set $camera dv_timings_signal_mode=4 dv_timings=4";

void eachTroubleOfAnInputIsToldAndOver() {
  const Driver vivid("vivid", "load_vivid input_types=0x3; " + kSmall);
  CameraBench bench("auto");
  bench.start();
  bench.untilRunning("start", kStart);
  const MediaStatus running = bench.wait("sending", sends);
  CHECK(running.capture.camera.signal == SignalState::Good);
  CHECK_EQ(640U, running.capture.camera.width);
  CHECK_EQ(480U, running.capture.camera.height);
  CHECK(!has(running, ConditionType::CameraAdjusted));

  for (const Trouble& trouble : kTroubles) {
    const std::string name(textOf(trouble.condition).name);
    if (trouble.before != nullptr) bench.shell(kCamera + trouble.before);
    bench.shell(kCamera + trouble.command);
    bench.untilReplaced(name, kSlate);
    bench.until(name, kTold + (trouble.before != nullptr ? kLookedFor : 0), [&](const MediaStatus& status) {
      return has(status, trouble.condition) && status.capture.camera.signal == trouble.signal;
    });
    const MediaStatus now = bench.media.status();
    for (const ConditionType other : kAll) CHECK_EQ(other == trouble.condition, has(now, other));
    bench.shell(kCamera + kSmall);
    bench.untilRunning(name, kBack);
    bench.wait("nothing to tell", [](const MediaStatus& status) {
      for (const ConditionType other : kAll) {
        if (has(status, other)) return false;
      }
      return true;
    });
  }
  CHECK(!has(bench.media.status(), ConditionType::CameraUnstable));

  bench.shell(kCamera + kOther);
  bench.until("another picture", kBack, [](const MediaStatus& status) {
    return status.capture.camera.state == SourceState::Running && status.capture.camera.width == 720 &&
           status.capture.camera.height == 576;
  });
  CHECK_EQ(running.pid, bench.media.status().pid);
  checkWhole(bench.finish());
}

}  // namespace

int main() { return diemcau::test::run({TEST(eachTroubleOfAnInputIsToldAndOver)}); }
