// SPDX-License-Identifier: Apache-2.0
// A film of a room that comes and goes, from a camera of every format, and what is said in it: v4l2loopback, snd-aloop.
#include <filesystem>
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
constexpr char kSpeech[] = "../shared/footage/speech-vi-48k.flac";

// Speech where the footage is at hand, else a tone, until it is destroyed.
std::unique_ptr<Process> speaker(const TempDir& dir) {
  const std::string source = std::filesystem::exists(kSpeech)
                                 ? std::string("filesrc location=") + kSpeech + " ! flacparse ! flacdec"
                                 : std::string("audiotestsrc");
  const std::string command = "exec gst-launch-1.0 -q " + source +
                              " ! audioconvert ! audio/x-raw,rate=48000,channels=2,format=S16LE ! "
                              "alsasink device=hw:CARD=Loopback,DEV=1";
  return std::make_unique<Process>("bash", dir, ProcessOptions{.args = {"-c", command}});
}

bool hearsSomebody(const MediaStatus& status) {
  return status.capture.microphone.state == SourceState::Running && status.capture.microphone.peak_dbfs > -50;
}
bool hearsNothing(const MediaStatus& status) { return status.capture.microphone.state == SourceState::Replaced; }

// One stream all the while.
void aRoomThatIsTakenAwayTenTimesComesBackInEveryFormat() {
  const Driver sound("snd-aloop", "load_loopback_sound");
  const Driver loopback("v4l2loopback", kLoad);
  const std::vector<Film> all = films(loopback.dir());
  CameraBench bench("name:Room");
  bench.media.plan.microphone.source = "name:Loopback";
  std::uint32_t pid = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    const Film& film = all[i % all.size()];
    if (i > 0) bench.shell(std::string("plug_sound; ") + kLoad);
    auto camera = std::make_unique<FilmCamera>(bench.shell("printf %s $(video_node Room)"), film);
    if (i == 0) bench.start();
    auto speech = speaker(sound.dir());
    // The first of its format may have to load a decoder.
    bench.untilRunning(film.told, i == 0 ? kStart : i < all.size() ? kFirst : kBack);
    const MediaStatus status = bench.wait("sending", sends);
    CHECK_EQ(film.told, status.capture.camera.format);
    CHECK_EQ(kFilmWidth, status.capture.camera.width);
    CHECK_EQ(kFilmHeight, status.capture.camera.height);
    if (i == 0) pid = status.pid;
    bench.wait("speech", hearsSomebody);
    CHECK(bench.media.status().capture.camera.state == SourceState::Running);
    camera.reset();
    bench.untilReplaced("the film ends", kSlate);
    speech.reset();
    bench.shell("unplug_sound");
    bench.until("the microphone is pulled", kSlate, hearsNothing);
    // What does not come back is let go, so that the driver can leave.
    bench.shell("within 20 rmmod v4l2loopback");
    bench.wait("camera_missing", [](const MediaStatus& now) { return has(now, ConditionType::CameraMissing); });
  }
  CHECK_EQ(pid, bench.media.status().pid);
  checkWhole(bench.finish());
}

}  // namespace

int main() { return diemcau::test::run({TEST(aRoomThatIsTakenAwayTenTimesComesBackInEveryFormat)}); }
