// SPDX-License-Identifier: Apache-2.0
// Asking libasound and sysfs for sound cards.
#include "daemon/media/capture/sound_cards.h"

#include <alsa/asoundlib.h>
#include <spdlog/spdlog.h>

#include <cstdarg>
#include <cstdio>
#include <format>
#include <fstream>
#include <system_error>
#include <utility>

#include "daemon/media/capture/alsa_mixer.h"

namespace diemcau::media {
namespace {

namespace fs = std::filesystem;

struct CloseControl {
  void operator()(snd_ctl_t* control) const noexcept { snd_ctl_close(control); }
};
using Control = std::unique_ptr<snd_ctl_t, CloseControl>;

std::string firstLine(const fs::path& file) {
  std::string line;
  std::ifstream stream(file);
  std::getline(stream, line);
  return line;
}

Control openControl(int card) {
  snd_ctl_t* control = nullptr;
  return Control(snd_ctl_open(&control, std::format("hw:{}", card).c_str(), 0) == 0 ? control : nullptr);
}

// What is the same for all devices of the card.
std::optional<MicrophoneDevice> describe(snd_ctl_t* control, int number) {
  snd_ctl_card_info_t* info = nullptr;
  snd_ctl_card_info_alloca(&info);
  if (snd_ctl_card_info(control, info) < 0) return std::nullopt;
  MicrophoneDevice card{.card = snd_ctl_card_info_get_id(info),
                        .name = snd_ctl_card_info_get_name(info),
                        .long_name = snd_ctl_card_info_get_longname(info),
                        .driver = snd_ctl_card_info_get_driver(info),
                        .card_number = static_cast<std::uint32_t>(number)};
  auto [port, serial] = usbPlaceOfCard("/sys", card.card_number);
  const bool without_device = card.driver == "Loopback" || card.driver == "Dummy";
  if (without_device) card.bus = SoundBus::Virtual;
  if (!port.empty()) card.bus = SoundBus::Usb;
  card.usb = std::move(port);
  card.serial = std::move(serial);
  return card;
}

bool records(snd_ctl_t* control, int device) {
  snd_pcm_info_t* info = nullptr;
  snd_pcm_info_alloca(&info);
  snd_pcm_info_set_device(info, static_cast<unsigned>(device));
  snd_pcm_info_set_subdevice(info, 0);
  snd_pcm_info_set_stream(info, SND_PCM_STREAM_CAPTURE);
  return snd_ctl_pcm_info(control, info) == 0;
}

// Not to standard error, where libasound writes otherwise.
void onAlsaError(const char*, int, const char* function, int, const char* format, ...) noexcept {
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  spdlog::debug("alsa: {}: {}", function, text);
}

}  // namespace

UsbPlace usbPlaceOfCard(const fs::path& sys, std::uint32_t card_number) {
  std::error_code error;
  fs::path at = fs::canonical(sys / "class" / "sound" / std::format("card{}", card_number) / "device", error);
  // The card belongs to an interface of the device.
  for (; !error && at.has_relative_path(); at = at.parent_path()) {
    if (fs::exists(at / "idVendor", error)) return {at.filename().string(), firstLine(at / "serial")};
  }
  return {};
}

AlsaCards::AlsaCards() { snd_lib_error_set_handler(onAlsaError); }

std::vector<MicrophoneDevice> AlsaCards::microphones() {
  std::vector<MicrophoneDevice> all;
  for (int number = -1; snd_card_next(&number) == 0 && number >= 0;) {
    const Control control = openControl(number);
    if (!control) continue;
    auto card = describe(control.get(), number);
    if (!card) continue;
    for (int device = -1; snd_ctl_pcm_next_device(control.get(), &device) == 0 && device >= 0;) {
      if (!records(control.get(), device)) continue;
      card->device = static_cast<std::uint32_t>(device);
      all.push_back(*card);
    }
  }
  return all;
}

std::unique_ptr<Mixer> AlsaCards::openMixer(const MicrophoneDevice& device) { return AlsaMixer::open(device.card); }

}  // namespace diemcau::media
