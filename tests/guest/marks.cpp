// SPDX-License-Identifier: Apache-2.0
// Marks for eye and ear: vivid's picture turns white, and half a second later a click sounds on a loudspeaker of
// snd-aloop. By how much it is less or more at the far end is the offset between sound and picture (av_offset.h).
//
//   guest_marks --camera vivid-000-vid-cap --sound hw:CARD=Loopback,DEV=1
//
// Between the clicks there is a quiet tone. Either device may go and come back at any time.
#include <alsa/asoundlib.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <numbers>
#include <string>
#include <thread>

#include "contract/unique_fd.h"
#include "tests/guest/av_offset.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto kEvery =
    std::chrono::round<std::chrono::nanoseconds>(std::chrono::duration<double>(diemcau::test::kMarkEvery));
constexpr auto kFlash = 200ms;
constexpr auto kClickAfter = 500ms;
constexpr std::int64_t kClick = 960;  // frames
constexpr auto kLookAgain = 20ms;
constexpr std::chrono::nanoseconds kSecond = 1s;
constexpr std::int64_t kRate = 48'000;
constexpr unsigned kBufferUs = 300'000;  // an emulated machine stops for a while at times
constexpr std::int64_t kChunk = 480;
// vivid's menu of test patterns (v4l2-tpg.h).
constexpr int kColourBars = 0;
constexpr int kWhite = 6;

struct ClosePcm {
  void operator()(snd_pcm_t* pcm) const noexcept { snd_pcm_close(pcm); }
};
using Pcm = std::unique_ptr<snd_pcm_t, ClosePcm>;

Pcm openSound(const std::string& device) {
  snd_pcm_t* opened = nullptr;
  if (snd_pcm_open(&opened, device.c_str(), SND_PCM_STREAM_PLAYBACK, 0) < 0) return nullptr;
  Pcm pcm(opened);
  const int set =
      snd_pcm_set_params(opened, SND_PCM_FORMAT_S16_LE, SND_PCM_ACCESS_RW_INTERLEAVED, 2, kRate, 0, kBufferUs);
  return set == 0 ? std::move(pcm) : nullptr;
}

// Nanoseconds of the steady clock at which the next click is to be heard; 0: none is due.
using NextClick = std::atomic<std::int64_t>;

// When a frame is heard, from what the kernel says of those before it. It is right or, by the step of its own
// clock or because this program was held up, late: the earliest of the last second counts.
class HeardAt {
 public:
  // `written` frames so far, of which the last is heard after `waiting` more.
  void learn(std::int64_t written, std::int64_t waiting) {
    const std::int64_t now = Clock::now().time_since_epoch().count();
    begun_[next_++ % begun_.size()] = now + (waiting - written) * kSecond.count() / kRate;
  }
  [[nodiscard]] bool known() const { return next_ >= begun_.size() / 4; }
  [[nodiscard]] std::int64_t frameAt(std::int64_t time) const {
    const std::int64_t begun = *std::min_element(begun_.begin(), begun_.begin() + std::min(next_, begun_.size()));
    return (time - begun) * kRate / kSecond.count();
  }

 private:
  std::array<std::int64_t, 100> begun_{};
  std::size_t next_ = 0;
};

// A whole number of turns of either tone.
using Wave = std::array<std::int16_t, 480>;
Wave wave(double amplitude, double hertz) {
  Wave made{};
  for (std::size_t i = 0; i < made.size(); ++i) {
    const double turns = hertz * static_cast<double>(i) / kRate;
    made[i] = static_cast<std::int16_t>(amplitude * std::sin(2 * std::numbers::pi * turns));
  }
  return made;
}

// Until the card does not take it any more, or has lost some of it.
void play(snd_pcm_t* pcm, NextClick& next) {
  static const Wave quiet = wave(1'000, 300);
  static const Wave loud = wave(26'000, 1'000);
  HeardAt heard;
  std::int64_t click = -kClick;  // its first frame
  std::array<std::int16_t, 2 * kChunk> chunk{};
  for (std::int64_t written = 0;; written += kChunk) {
    snd_pcm_sframes_t waiting = 0;
    if (snd_pcm_delay(pcm, &waiting) == 0 && snd_pcm_state(pcm) == SND_PCM_STATE_RUNNING) heard.learn(written, waiting);
    const std::int64_t due = next;
    const std::int64_t frame = due != 0 && heard.known() ? heard.frameAt(due) : -1;
    if (frame >= written && frame < written + kChunk) {
      click = frame;
      next = 0;
    }
    for (std::int64_t i = 0; i < kChunk; ++i) {
      const std::int64_t at = written + i;
      const auto place = static_cast<std::size_t>(2 * i);
      const Wave& now = at >= click && at < click + kClick ? loud : quiet;
      chunk[place] = chunk[place + 1] = now[static_cast<std::size_t>(at) % now.size()];
    }
    if (snd_pcm_writei(pcm, chunk.data(), kChunk) != kChunk) return;
  }
}

void speak(const std::string& device, NextClick& next) {
  for (;; std::this_thread::sleep_for(kLookAgain)) {
    if (const Pcm pcm = openSound(device)) play(pcm.get(), next);
  }
}

std::string nodeOf(const std::string& name) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/class/video4linux", error)) {
    std::string line;
    std::ifstream stream(entry.path() / "name");
    std::getline(stream, line);
    if (line == name) return "/dev/" + entry.path().filename().string();
  }
  return {};
}

void setPattern(const std::string& camera, int pattern) {
  const diemcau::UniqueFd fd(::open(nodeOf(camera).c_str(), O_RDWR | O_CLOEXEC));
  if (!fd.valid()) return;
  v4l2_query_ext_ctrl query{};
  query.id = V4L2_CTRL_FLAG_NEXT_CTRL;
  while (::ioctl(fd.get(), VIDIOC_QUERY_EXT_CTRL, &query) == 0 && std::strcmp(query.name, "Test Pattern") != 0) {
    query.id |= V4L2_CTRL_FLAG_NEXT_CTRL;
  }
  v4l2_control control{.id = query.id, .value = pattern};
  static_cast<void>(::ioctl(fd.get(), VIDIOC_S_CTRL, &control));
}

[[noreturn]] void flash(const std::string& camera, NextClick& next) {
  for (Clock::time_point mark = Clock::now();; mark = std::max(mark + kEvery, Clock::now())) {
    std::this_thread::sleep_until(mark);
    setPattern(camera, kWhite);
    next = (Clock::now() + kClickAfter).time_since_epoch().count();
    std::this_thread::sleep_for(kFlash);
    setPattern(camera, kColourBars);
  }
}

const char* option(int argc, char** argv, const char* name) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) return argv[i + 1];
  }
  return nullptr;
}

void onAlsaError(const char*, int, const char*, int, const char*, ...) noexcept {}

}  // namespace

int main(int argc, char** argv) {
  const char* camera = option(argc, argv, "--camera");
  const char* sound = option(argc, argv, "--sound");
  if (camera == nullptr || sound == nullptr) {
    std::fputs("usage: guest_marks --camera NAME --sound DEVICE\n", stderr);
    return 2;
  }
  // It would tell of each time that the card is not there.
  snd_lib_error_set_handler(onAlsaError);
  NextClick next = 0;
  const std::jthread speaker([device = std::string(sound), &next] { speak(device, next); });
  flash(camera, next);
}
