// SPDX-License-Identifier: Apache-2.0
// A microphone is found, set, watched and waited for: snd-aloop, and snd-dummy for its mixer.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "tests/guest/av_offset.h"
#include "tests/guest/camera_bench.h"
#include "tests/support/cmocka_cpp.h"
#include "tests/support/places.h"

namespace {

using namespace diemcau;
using namespace diemcau::test;

constexpr double kStart = 30;
constexpr double kTold = 3;
constexpr double kBack = 3;

// Something that sounds until it is destroyed.
std::unique_ptr<Process> player(const TempDir& dir, const std::string& pipeline) {
  return std::make_unique<Process>("bash", dir,
                                   ProcessOptions{.args = {"-c", "exec gst-launch-1.0 -q audiotestsrc " + pipeline +
                                                                     " ! alsasink device=hw:CARD=Loopback,DEV=0"}});
}
constexpr char kTone[] = "freq=1000 volume=0.5 ! audio/x-raw,rate=48000,channels=2,format=S16LE";
constexpr char kTooLoud[] =
    "freq=1000 volume=1.0 ! audioamplify amplification=4 ! audioconvert ! "
    "audio/x-raw,rate=48000,channels=2,format=S16LE";

std::string chosen(const MediaStatus& status) {
  for (const DeviceStatus& device : status.capture.microphone.devices) {
    if (device.chosen) return device.node;
  }
  return {};
}

bool hears(const MediaStatus& status) { return status.capture.microphone.state == SourceState::Running; }

void theWantedMicrophoneIsTakenAndSet() {
  const Driver dummy("snd-dummy", "load snd-dummy id=Dummy pcm_devs=1 pcm_substreams=1");
  const Driver loop("snd-aloop", "load_loopback_sound");
  CameraBench bench("pattern");
  MicrophoneConfig& wish = bench.media.plan.microphone;
  const std::string mixer = "amixer -c Dummy sget Mic | tail -n 1";
  const auto becomes = [&](const std::string& what, const std::function<bool(const MicrophoneStatus&)>& holds) {
    bench.push();
    return bench.wait(what, [&](const MediaStatus& status) { return holds(status.capture.microphone); });
  };
  wish.source = "name:Loopback";
  wish.volume_percent = 50;
  bench.start();
  bench.until("start", kStart, hears);
  const MediaStatus first = bench.wait(
      "microphone_adjusted", [](const MediaStatus& status) { return has(status, ConditionType::MicrophoneAdjusted); });
  CHECK_EQ(std::size_t{3}, first.capture.microphone.devices.size());
  CHECK_EQ(std::string("hw:CARD=Loopback,DEV=0"), chosen(first));
  CHECK_EQ(48'000U, first.capture.microphone.rate_hz);
  CHECK_EQ(std::string("no mixer"), detailOf(first, ConditionType::MicrophoneAdjusted));

  // amixer is another judge of what was set.
  wish.source = "name:Dummy";
  wish.volume_percent = 40;
  const MediaStatus set = becomes("the volume", [](const MicrophoneStatus& microphone) {
    return microphone.volume_percent == 40 && microphone.switch_on == true;
  });
  CHECK_EQ(std::string("hw:CARD=Dummy,DEV=0"), chosen(set));
  CHECK(!has(set, ConditionType::MicrophoneAdjusted));
  const std::string on = bench.shell(mixer);
  CHECK(on.contains("[40%]") && on.contains("[on]"));
  wish.gain_db = -30;
  wish.switch_on = false;
  becomes("gain and switch", [](const MicrophoneStatus& microphone) {
    return microphone.gain_db == -30.0 && microphone.switch_on == false;
  });
  const std::string off = bench.shell(mixer);
  CHECK(off.contains("[-30.00dB]") && off.contains("[off]"));
  // Somebody turns a knob: told, not fought.
  bench.shell("amixer -q -c Dummy sset Mic 90%");
  becomes("the knob", [](const MicrophoneStatus& microphone) { return microphone.volume_percent == 90; });
  CHECK(!has(bench.media.status(), ConditionType::MicrophoneAdjusted));

  wish = MicrophoneConfig();
  bench.push();
  (void)bench.wait("auto: the first of two that are alike", [](const MediaStatus& status) {
    return status.capture.microphone.source == "auto" && hears(status) && chosen(status) == "hw:CARD=Dummy,DEV=0";
  });
  bench.shell("unplug_sound snd_dummy");
  bench.until("auto takes the other", kBack,
              [](const MediaStatus& status) { return hears(status) && chosen(status) == "hw:CARD=Loopback,DEV=0"; });
  wish.source = "name:Dummy";
  bench.push();
  bench.wait("missing", [](const MediaStatus& status) {
    return detailOf(status, ConditionType::MicrophoneMissing) == "name:Dummy; there are: Loopback, Loopback";
  });
  bench.shell("plug_sound snd_dummy");
  bench.until("the wanted one is back", kBack, [](const MediaStatus& status) {
    return hears(status) && chosen(status) == "hw:CARD=Dummy,DEV=0" && !has(status, ConditionType::MicrophoneMissing);
  });
  checkWhole(bench.finish());
}

void whatAMicrophoneGivesIsTold() {
  const Driver loop("snd-aloop", "load_loopback_sound");
  auto sound = player(loop.dir(), kTone);
  CameraBench bench("pattern");
  bench.media.plan.microphone.source = "alsa:hw:CARD=Loopback,DEV=1";
  bench.start();
  const auto tone = [](const MediaStatus& status) {
    return hears(status) && std::abs(status.capture.microphone.peak_dbfs + 6) < 0.5 &&
           !has(status, ConditionType::MicrophoneClipping) && !has(status, ConditionType::MicrophoneSilent);
  };
  bench.until("a tone", kStart, tone);
  bench.begin();
  sound = player(loop.dir(), kTooLoud);
  bench.until("clipping", kStart,
              [](const MediaStatus& status) { return has(status, ConditionType::MicrophoneClipping); });
  // Nobody plays: digital silence, which is no fault of the device.
  bench.begin();
  sound.reset();
  bench.until("silence", 14, [](const MediaStatus& status) { return has(status, ConditionType::MicrophoneSilent); });
  const MediaStatus silent = bench.media.status();
  CHECK(hears(silent));
  CHECK_EQ(-100.0, silent.capture.microphone.peak_dbfs);
  CHECK(!has(silent, ConditionType::MicrophoneClipping));
  bench.begin();
  sound = player(loop.dir(), kTone);
  bench.until("a tone again", kStart, tone);
  sound.reset();
  checkWhole(bench.finish());
}

void aMicrophoneThatIsPulledTenTimesComesBackTenTimes() {
  const Driver vivid("vivid", "load_vivid");
  const Driver loop("snd-aloop", "load_loopback_sound");
  CameraBench bench("auto");
  bench.media.plan.microphone.source = "name:Loopback";
  const Process marks(builtProgram("guest_marks"), loop.dir(),
                      {.args = {"--camera", "vivid-000-vid-cap", "--sound", "hw:CARD=Loopback,DEV=1"}});
  const auto sounds = [](const MediaStatus& status) {
    return hears(status) && status.capture.microphone.peak_dbfs > -40 && !has(status, ConditionType::MicrophoneMissing);
  };
  bench.start();
  bench.untilRunning("start", kStart);
  bench.until("start: sound", kStart, sounds);
  const MediaStatus running = bench.wait("sending", sends);
  bench.pass(12);
  for (int i = 0; i < 10; ++i) {
    bench.shell("unplug_sound");
    bench.until("pulled: microphone_missing", kTold, [](const MediaStatus& status) {
      return status.capture.microphone.state == SourceState::Replaced &&
             has(status, ConditionType::MicrophoneMissing) && status.capture.microphone.devices.empty();
    });
    bench.shell("plug_sound");
    bench.until("put in: sound back", kBack, sounds);
  }
  bench.pass(12);
  CHECK_EQ(running.pid, bench.media.status().pid);
  const Timeline timeline = bench.finish();
  checkWhole(timeline);
  const auto found = marksOf(bench.media.dir(), bench.file());
  const double end = found.empty() ? 0 : found.back().at;
  const AvOffset before = medianOffset(found, 0, 14);
  const AvOffset after = medianOffset(found, end - 11, end + 1);
  checkSame(before, after, bench.media.plan.video.fps);
}

}  // namespace

int main() {
  return diemcau::test::run({TEST(theWantedMicrophoneIsTakenAndSet), TEST(whatAMicrophoneGivesIsTold),
                             TEST(aMicrophoneThatIsPulledTenTimesComesBackTenTimes)});
}
