// SPDX-License-Identifier: Apache-2.0
// A film of a room that comes and goes, from a camera of every format, and what is said in it: v4l2loopback, snd-aloop.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <format>
#include <memory>
#include <vector>

#include "tests/guest/camera_bench.h"
#include "tests/guest/film.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"
#include "tests/support/wait_for.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr double kStart = 30;
constexpr double kFirst = 30;
constexpr double kBack = 3;
constexpr double kSlate = 1.3;  // a second, and what a question takes
constexpr double kSpeechBack = 3;
constexpr double kAlike = 20;  // dB; the film has 29 to 44, the slate 6
constexpr std::size_t kTimes = 10;
constexpr char kLoad[] = "load_loopback_camera Room";
constexpr char kSpeech[] = "../shared/footage/speech-vi-48k.flac";

// Speech where the footage is at hand, else a tone, until it is destroyed; it sounds when this returns.
std::unique_ptr<Process> speaker(const TempDir& dir) {
  const std::string source = std::filesystem::exists(kSpeech)
                                 ? std::string("filesrc location=") + kSpeech + " ! flacparse ! flacdec"
                                 : std::string("audiotestsrc");
  const std::string command = "exec gst-launch-1.0 -q " + source +
                              " ! audioconvert ! audio/x-raw,rate=48000,channels=2,format=S16LE ! "
                              "alsasink device=hw:CARD=Loopback,DEV=1";
  auto playing = std::make_unique<Process>("bash", dir, ProcessOptions{.args = {"-c", command}});
  const bool sounds = waitFor(std::chrono::seconds(60),
                              [] { return readWhole("/proc/asound/Loopback/pcm1p/sub0/status").contains("RUNNING"); });
  if (!sounds) failAt(playing->logTail(), std::source_location::current());
  return playing;
}

bool hearsSomebody(const MediaStatus& status) {
  return status.capture.microphone.state == SourceState::Running && status.capture.microphone.peak_dbfs > -50;
}
bool hearsNothing(const MediaStatus& status) { return status.capture.microphone.state == SourceState::Replaced; }

// Luma, small: a picture of the film fills the middle of the sent one, between borders.
constexpr std::size_t kLookWidth = 120;
constexpr std::size_t kLookHeight = 90;
using Look = std::vector<std::uint8_t>;

std::vector<Look> looks(const TempDir& dir, const std::vector<std::string>& input, const std::string& filter) {
  const auto raw = dir / "looks.raw";
  std::vector<std::string> args = {"-v", "error", "-nostdin", "-y"};
  args.insert(args.end(), input.begin(), input.end());
  const std::string scale = std::format("{}scale={}:{}:flags=area", filter, kLookWidth, kLookHeight);
  args.insert(args.end(), {"-an", "-vf", scale, "-pix_fmt", "gray", "-f", "rawvideo", raw.string()});
  (void)outputOf(dir, "ffmpeg", args, std::chrono::minutes(5));
  const std::string bytes = readWhole(raw);
  std::vector<Look> all;
  for (std::size_t at = 0; at + kLookWidth * kLookHeight <= bytes.size(); at += kLookWidth * kLookHeight) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data()) + at;
    all.emplace_back(begin, begin + kLookWidth * kLookHeight);
  }
  return all;
}

double psnr(const Look& a, const Look& b) {
  std::int64_t squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) squares += (a[i] - b[i]) * (a[i] - b[i]);
  const double mean = static_cast<double>(std::max<std::int64_t>(squares, 1)) / static_cast<double>(a.size());
  return 10 * std::log10(255.0 * 255.0 / mean);
}

// How often the film was seen, with something else in between: two received pictures a second, against all of its.
std::size_t timesSeen(const TempDir& dir, const std::filesystem::path& stream, const Film& film) {
  std::string raw;
  for (const std::string& picture : film.pictures) raw += picture;
  writeWhole(dir / "film.raw", raw);
  const std::string size = std::format("{}x{}", kFilmWidth, kFilmHeight);
  const auto pictures =
      looks(dir, {"-f", "rawvideo", "-pix_fmt", "yuyv422", "-s", size, "-i", (dir / "film.raw").string()}, "");
  std::size_t times = 0;
  bool seen = false;
  for (const Look& received : looks(dir, {"-i", stream.string()}, "fps=2,crop=240:180,")) {
    double best = 0;
    for (const Look& picture : pictures) best = std::max(best, psnr(received, picture));
    std::printf("%.0f ", best);
    if (!std::exchange(seen, best > kAlike) && seen) ++times;
  }
  std::printf("dB: the film was seen %zu times\n", times);
  std::fflush(stdout);
  return times;
}

// One stream all the while.
void aRoomThatIsTakenAwayTenTimesComesBackInEveryFormat() {
  const Driver sound("snd-aloop", "load_loopback_sound");
  const Driver loopback("v4l2loopback", kLoad);
  const std::vector<Film> all = films(loopback.dir());
  CameraBench bench("name:Room");
  bench.media.plan.microphone.source = "name:Loopback";
  std::uint32_t pid = 0;
  std::size_t shown = 0;  // the film, not the pattern
  for (std::size_t i = 0; i <= kTimes; ++i) {
    const Film& film = all[i % all.size()];
    if (i > 0) bench.shell(std::string("plug_sound; ") + kLoad);
    const std::string node = bench.shell("printf %s $(video_node Room)");
    bench.begin();
    auto camera = std::make_unique<FilmCamera>(node, film);
    if (i == 0) bench.start();
    // The first of its format may have to load a decoder.
    bench.untilRunning(film.told, i == 0 ? kStart : i < all.size() ? kFirst : kBack);
    // A film in H.264 is much for an emulated machine: the picture may have gone once more meanwhile.
    const MediaStatus status = bench.wait(std::string("sending ") + film.told, [&](const MediaStatus& now) {
      return sends(now) && now.capture.camera.format == film.told;
    });
    CHECK_EQ(kFilmWidth, status.capture.camera.width);
    CHECK_EQ(kFilmHeight, status.capture.camera.height);
    if (i == 0) pid = status.pid;
    auto speech = speaker(sound.dir());
    bench.begin();
    bench.until("speech", i == 0 ? kStart : kSpeechBack, hearsSomebody);
    bench.wait("picture and speech", [](const MediaStatus& now) {
      return now.capture.camera.state == SourceState::Running && hearsSomebody(now);
    });
    shown += &film == &all.back() ? 0 : 1;
    if (i == kTimes) {
      bench.pass(2);  // so that it is in what was received, and not only on its way
      break;
    }
    bench.begin();
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
  // A slow machine may have a slate in between once more.
  CHECK(timesSeen(bench.media.dir(), bench.file(), all.front()) >= shown);
}

}  // namespace

int main() { return diemcau::test::run({TEST(aRoomThatIsTakenAwayTenTimesComesBackInEveryFormat)}); }
