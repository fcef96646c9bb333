// SPDX-License-Identifier: Apache-2.0
// A film of a room that comes and goes, from a camera of every format: v4l2loopback.
#include <memory>

#include "tests/guest/camera_bench.h"
#include "tests/guest/film.h"
#include "tests/support/cmocka_cpp.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr double kStart = 30;
constexpr double kFirst = 30;
constexpr double kBack = 3;
constexpr double kSlate = 1;
constexpr char kLoad[] = "load_loopback_camera Room";

// One stream all the while.
void aFilmThatIsTakenAwayTenTimesComesBackInEveryFormat() {
  const Driver loopback("v4l2loopback", kLoad);
  const std::vector<Film> all = films(loopback.dir());
  CameraBench bench("name:Room");
  std::uint32_t pid = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const Film& film = all[i % all.size()];
    if (i > 0) bench.shell(kLoad);
    auto camera = std::make_unique<FilmCamera>(bench.shell("printf %s $(video_node Room)"), film);
    if (i == 0) bench.start();
    // The first of its format may have to load a decoder.
    bench.untilRunning(film.told, i == 0 ? kStart : i < all.size() ? kFirst : kBack);
    const MediaStatus status = bench.wait("sending", sends);
    CHECK_EQ(film.told, status.capture.camera.format);
    CHECK_EQ(kFilmWidth, status.capture.camera.width);
    CHECK_EQ(kFilmHeight, status.capture.camera.height);
    if (i == 0) pid = status.pid;
    bench.pass(0.5);
    CHECK(bench.media.status().capture.camera.state == SourceState::Running);
    camera.reset();
    bench.untilReplaced("the film ends", kSlate);
    // What does not come back is let go, so that the driver can leave.
    bench.shell("within 20 rmmod v4l2loopback");
    bench.wait("camera_missing", [](const MediaStatus& now) { return has(now, ConditionType::CameraMissing); });
  }
  CHECK_EQ(pid, bench.media.status().pid);
  checkWhole(bench.finish());
}

}  // namespace

int main() { return diemcau::test::run({TEST(aFilmThatIsTakenAwayTenTimesComesBackInEveryFormat)}); }
