// SPDX-License-Identifier: Apache-2.0
// The window on a desk shows exactly what was drawn: ffmpeg looks at the X display, which is Xvfb's.
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string>

#include "maket/png.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/screen_room.h"
#include "tests/support/wait_for.h"

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

namespace {

constexpr maket::Size kSize{640, 360};

// As large as the window, which without a window manager stands in its corner.
class Desk {
 public:
  Desk() : xvfb_("Xvfb", dir_, {.args = {"-displayfd", "1", "-screen", "0", "640x360x24", "-nolisten", "tcp"}}) {
    CHECK(waitFor(20s, [this] { return xvfb_.log().find('\n') != std::string::npos; }));
    const std::string log = xvfb_.log();
    display_ = ":" + log.substr(0, log.find('\n'));
    ::setenv("DISPLAY", display_.c_str(), 1);
    ::unsetenv("WAYLAND_DISPLAY");
  }
  [[nodiscard]] std::string seen() const {
    const std::string file = dir_ / "seen.png";
    Process ffmpeg("ffmpeg", dir_,
                   {.args = {"-v", "error", "-y", "-f", "x11grab", "-draw_mouse", "0", "-video_size", "640x360", "-i",
                             display_, "-frames:v", "1", file}});
    CHECK_EQ(ExitState{}, ffmpeg.waitExit(20s));
    return sha256Of(NEED(maket::decodePng(readWhole(file), kSize)));
  }

 private:
  TempDir dir_;
  Process xvfb_;
  std::string display_;
};

void theWindowShowsWhatWasDrawn() {
  const Desk desk;
  ScreenRoom room("window", kSize);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const ScreenStatus first = room.reportedVersion(3);
  CHECK_EQ("window", first.output);
  CHECK_EQ(first.rendered.pixels_sha256, desk.seen());
  // One that fades in.
  ScreenPlan next = room.planOf(4, "ĐẠI HỘI");
  next.screen.fade_ms = 200;
  room.plan(next);
  const ScreenStatus second = room.reportedVersion(4);
  CHECK(second.rendered.pixels_sha256 != first.rendered.pixels_sha256);
  CHECK_EQ(second.rendered.pixels_sha256, desk.seen());
  CHECK(second.display_there.state == ProofState::Unknown);
  CHECK_EQ(ExitState{}, room.endScreen());
}

// A desk whose X display is not there.
void withoutAWindowSystemItSaysSo() {
  ::setenv("DISPLAY", ":4711", 1);
  ScreenRoom room("window", kSize);
  room.plan(3, "HỘI NGHỊ");
  room.startAgent();
  room.startScreen();
  const auto failed = [](const Condition& condition) { return condition.type == ConditionType::ScreenOutputFailed; };
  const ScreenStatus status =
      room.reported([&](const ScreenStatus& s) { return std::ranges::any_of(s.conditions, failed); });
  CHECK(std::ranges::find_if(status.conditions, failed)->detail.starts_with("window.not_opened"));
}

}  // namespace

int main() { return run({TEST(theWindowShowsWhatWasDrawn), TEST(withoutAWindowSystemItSaysSo)}); }
