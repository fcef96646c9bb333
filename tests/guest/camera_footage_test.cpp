// SPDX-License-Identifier: Apache-2.0
// Cameras of every format, and a film of a room that comes and goes: v4l2loopback.
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include "daemon/base/unique_fd.h"
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;
using namespace std::chrono_literals;

constexpr double kStart = 30;
constexpr double kBack = 3;

// A node of v4l2loopback is a camera while somebody writes to it.
bool captures(const std::string& node) {
  const base::UniqueFd fd(::open(node.c_str(), O_RDWR | O_CLOEXEC));
  v4l2_capability capability{};
  return fd.valid() && ::ioctl(fd.get(), VIDIOC_QUERYCAP, &capability) == 0 &&
         (capability.device_caps & V4L2_CAP_VIDEO_CAPTURE) != 0;
}

std::string roomNode(const TempDir& dir) { return inShell(dir, "printf %s $(video_node Room)"); }

// A program that writes to the camera until it is destroyed.
std::unique_ptr<Process> writer(const TempDir& dir, const std::string& command) {
  return std::make_unique<Process>("bash", dir, ProcessOptions{.args = {"-c", command}});
}

void waitForCamera(const std::string& node, Process& feed) {
  if (!waitFor(60s, [&] { return captures(node); })) failAt(feed.logTail(), std::source_location::current());
}

void everyFormatBecomesAPicture() {
  struct Format {
    const char* fourcc;
    std::string feed;
  };
  const std::string ffmpeg = "exec ffmpeg -nostdin -v error -re -f lavfi -i testsrc2=size=320x240:rate=10 -an ";
  const Format formats[] = {
      {"YUYV", ffmpeg + "-pix_fmt yuyv422 -f v4l2 "},
      {"NV12", ffmpeg + "-pix_fmt nv12 -f v4l2 "},
      {"MJPG", ffmpeg + "-c:v mjpeg -q:v 5 -pix_fmt yuvj422p -f v4l2 "},
      {"H264", ffmpeg + "-c:v libx264 -preset ultrafast -tune zerolatency -g 10 -bf 0 -pix_fmt yuv420p -f v4l2 "},
      // Only libv4lconvert reads it: what is told is what it makes of it.
      {"YU12",
       "exec gst-launch-1.0 -q videotestsrc is-live=true ! "
       "video/x-bayer,format=bggr,width=320,height=240,framerate=10/1 ! v4l2sink sync=false device="},
  };
  for (const Format& format : formats) {
    const Driver loopback("v4l2loopback", "load_loopback_camera Room");
    const std::string node = roomNode(loopback.dir());
    const auto feed = writer(loopback.dir(), format.feed + node);
    waitForCamera(node, *feed);
    CameraBench bench("name:Room");
    bench.start();
    bench.untilRunning(format.fourcc, kStart);
    const MediaStatus status = bench.wait("sending", sends);
    CHECK_EQ(std::string(format.fourcc), status.capture.camera.format);
    CHECK_EQ(320U, status.capture.camera.width);
    CHECK_EQ(240U, status.capture.camera.height);
    bench.pass(2);
    CHECK(bench.media.status().capture.camera.state == SourceState::Running);
    checkWhole(bench.finish());
  }
}

void aFilmThatIsTakenAwayTenTimesComesBackTenTimes() {
  const std::string load = "load_loopback_camera Room";
  const std::string film = "../shared/footage/room-webcam-480p30.mkv";
  const std::string source =
      std::filesystem::exists(film) ? "-stream_loop -1 -i " + film : "-f lavfi -i testsrc2=size=640x480:rate=30";
  const Driver loopback("v4l2loopback", load);
  const std::string node = roomNode(loopback.dir());
  const std::string play = "exec ffmpeg -nostdin -v error -re " + source +
                           " -an -vf fps=10,scale=320:240:flags=fast_bilinear -pix_fmt yuyv422 -f v4l2 " + node;
  auto feed = writer(loopback.dir(), play);
  waitForCamera(node, *feed);
  CameraBench bench("name:Room");
  bench.start();
  bench.untilRunning("start", kStart);
  const MediaStatus running = bench.wait("sending", sends);
  for (int i = 0; i < 10; ++i) {
    feed.reset();
    bench.untilReplaced("the film ends", 1);
    // What does not come back is let go, so that the driver can leave.
    bench.shell("within 20 rmmod v4l2loopback");
    bench.wait("camera_missing", [](const MediaStatus& status) { return has(status, ConditionType::CameraMissing); });
    bench.shell(load);
    feed = writer(loopback.dir(), play);
    waitForCamera(node, *feed);
    bench.untilRunning("the film is there", kBack);
  }
  CHECK_EQ(running.pid, bench.media.status().pid);
  checkWhole(bench.finish());
  feed.reset();
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(everyFormatBecomesAPicture), TEST(aFilmThatIsTakenAwayTenTimesComesBackTenTimes)});
}
