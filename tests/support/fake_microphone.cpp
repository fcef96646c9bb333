// SPDX-License-Identifier: Apache-2.0
// A microphone for ALSA that does what a test wants of it: an external PCM plugin of libasound.
//
//   pcm_type.fake.lib "…/libfake_microphone.so"
//   pcm.room { type fake  dir "/tmp/x"  rate 44100  channels 2  ppm 200 }
//
// Its clock runs `ppm` fast. It gives a tone of 440 Hz at -20 dBFS, and heeds the files of `dir`, at any time:
//   silent   nothing but zeros           loud     the tone is cut off at full scale
//   gone     it was unplugged            failing  each read fails after 100 ms, as of a card that has stopped
//   stuck    a read never returns, so that it cannot be closed either
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <memory>
#include <numbers>
#include <string>
#include <thread>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

struct FakeMicrophone {
  snd_pcm_ioplug_t io{};
  std::string dir;
  long rate = 48'000;
  long channels = 1;
  long ppm = 0;
  Clock::time_point at{};
  double frames = 0;       // captured since the start
  std::int64_t given = 0;  // of them

  [[nodiscard]] bool told(const char* what) const { return ::access((dir + "/" + what).c_str(), F_OK) == 0; }
};

FakeMicrophone& of(snd_pcm_ioplug_t* io) { return *static_cast<FakeMicrophone*>(io->private_data); }

int start(snd_pcm_ioplug_t* io) {
  FakeMicrophone& fake = of(io);
  fake.at = Clock::now();
  fake.frames = static_cast<double>(io->appl_ptr);
  itimerspec every{};
  every.it_interval.tv_nsec = every.it_value.tv_nsec = 5'000'000;
  ::timerfd_settime(io->poll_fd, 0, &every, nullptr);
  return 0;
}

int stop(snd_pcm_ioplug_t*) { return 0; }

snd_pcm_sframes_t pointer(snd_pcm_ioplug_t* io) {
  FakeMicrophone& fake = of(io);
  const auto now = Clock::now();
  const double passed = std::chrono::duration<double>(now - std::exchange(fake.at, now)).count();
  if (fake.told("gone")) snd_pcm_ioplug_set_state(io, SND_PCM_STATE_DISCONNECTED);
  if (fake.told("failing")) fake.frames = static_cast<double>(io->appl_ptr + io->period_size);
  if (!fake.told("stuck") && !fake.told("failing")) {
    fake.frames += passed * static_cast<double>(fake.rate) * (1 + static_cast<double>(fake.ppm) / 1e6);
  }
  const auto captured = static_cast<snd_pcm_uframes_t>(fake.frames);
  if (captured - io->appl_ptr > io->buffer_size) return -EPIPE;
  return static_cast<snd_pcm_sframes_t>(captured % io->buffer_size);
}

snd_pcm_sframes_t transfer(snd_pcm_ioplug_t* io, const snd_pcm_channel_area_t* areas, snd_pcm_uframes_t offset,
                           snd_pcm_uframes_t size) {
  FakeMicrophone& fake = of(io);
  if (fake.told("failing")) {
    std::this_thread::sleep_for(100ms);
    return -EIO;
  }
  const double amplitude = fake.told("silent") ? 0 : fake.told("loud") ? 100'000 : 3'276;
  for (snd_pcm_uframes_t i = 0; i < size; ++i) {
    const double wave = amplitude * std::sin(2 * std::numbers::pi * 440 * static_cast<double>(fake.given++) /
                                             static_cast<double>(fake.rate));
    const auto sample = static_cast<std::int16_t>(std::clamp(wave, -32'768.0, 32'767.0));
    for (unsigned c = 0; c < io->channels; ++c) {
      auto* base = static_cast<std::uint8_t*>(areas[c].addr);
      *reinterpret_cast<std::int16_t*>(base + (areas[c].first + areas[c].step * (offset + i)) / 8) = sample;
    }
  }
  return static_cast<snd_pcm_sframes_t>(size);
}

int revents(snd_pcm_ioplug_t* io, pollfd*, unsigned, unsigned short* found) {
  std::uint64_t ticks = 0;
  *found = ::read(io->poll_fd, &ticks, sizeof ticks) == sizeof ticks ? POLLIN : 0;
  return 0;
}

int closeFake(snd_pcm_ioplug_t* io) {
  ::close(io->poll_fd);
  delete &of(io);
  return 0;
}

constexpr snd_pcm_ioplug_callback_t makeCallbacks() {
  snd_pcm_ioplug_callback_t callbacks{};
  callbacks.start = start;
  callbacks.stop = stop;
  callbacks.pointer = pointer;
  callbacks.transfer = transfer;
  callbacks.close = closeFake;
  callbacks.poll_revents = revents;
  return callbacks;
}
constexpr snd_pcm_ioplug_callback_t kCallbacks = makeCallbacks();

void readConfig(FakeMicrophone& fake, snd_config_t* conf) {
  snd_config_iterator_t at;
  snd_config_iterator_t next;
  snd_config_for_each(at, next, conf) {
    snd_config_t* entry = snd_config_iterator_entry(at);
    const char* id = nullptr;
    const char* text = nullptr;
    if (snd_config_get_id(entry, &id) < 0) continue;
    const std::string name = id;
    if (name == "dir" && snd_config_get_string(entry, &text) == 0) fake.dir = text;
    if (name == "rate") snd_config_get_integer(entry, &fake.rate);
    if (name == "channels") snd_config_get_integer(entry, &fake.channels);
    if (name == "ppm") snd_config_get_integer(entry, &fake.ppm);
  }
}

void limit(snd_pcm_ioplug_t& io, const FakeMicrophone& fake) {
  const unsigned access[] = {SND_PCM_ACCESS_RW_INTERLEAVED, SND_PCM_ACCESS_MMAP_INTERLEAVED};
  const unsigned format[] = {SND_PCM_FORMAT_S16_LE};
  const auto rate = static_cast<unsigned>(fake.rate);
  const auto channels = static_cast<unsigned>(fake.channels);
  snd_pcm_ioplug_set_param_list(&io, SND_PCM_IOPLUG_HW_ACCESS, 2, access);
  snd_pcm_ioplug_set_param_list(&io, SND_PCM_IOPLUG_HW_FORMAT, 1, format);
  snd_pcm_ioplug_set_param_minmax(&io, SND_PCM_IOPLUG_HW_RATE, rate, rate);
  snd_pcm_ioplug_set_param_minmax(&io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels);
  snd_pcm_ioplug_set_param_minmax(&io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, 64, 65'536);
  snd_pcm_ioplug_set_param_minmax(&io, SND_PCM_IOPLUG_HW_BUFFER_BYTES, 256, 262'144);
}

}  // namespace

extern "C" {

SND_PCM_PLUGIN_DEFINE_FUNC(fake) {
  static_cast<void>(root);
  auto fake = std::make_unique<FakeMicrophone>();
  readConfig(*fake, conf);
  if (stream != SND_PCM_STREAM_CAPTURE) return -EINVAL;
  if (fake->told("gone")) return -ENODEV;
  snd_pcm_ioplug_t& io = fake->io;
  io.version = SND_PCM_IOPLUG_VERSION;
  io.name = "a microphone for tests";
  io.flags = SND_PCM_IOPLUG_FLAG_MONOTONIC;
  io.poll_fd = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  io.poll_events = POLLIN;
  io.callback = &kCallbacks;
  io.private_data = fake.get();
  const int error = snd_pcm_ioplug_create(&io, name, stream, mode);
  if (error < 0) return error;
  limit(io, *fake);
  *pcmp = fake.release()->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(fake);

}  // extern "C"
