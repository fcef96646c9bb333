// SPDX-License-Identifier: Apache-2.0
// Calls of libasound's simple mixer interface.
#include "daemon/media/capture/alsa_mixer.h"

#include <alsa/asoundlib.h>

namespace diemcau::media {
namespace {

constexpr double kPerDecibel = 100;  // libasound counts hundredths
constexpr auto kFirst = SND_MIXER_SCHN_FRONT_LEFT;

}  // namespace

void AlsaMixer::Close::operator()(snd_mixer_t* mixer) const noexcept { snd_mixer_close(mixer); }

std::unique_ptr<AlsaMixer> AlsaMixer::open(const std::string& card) {
  snd_mixer_t* opened = nullptr;
  if (snd_mixer_open(&opened, 0) < 0) return nullptr;
  std::unique_ptr<AlsaMixer> mixer(new AlsaMixer(opened));
  if (snd_mixer_attach(opened, ("hw:CARD=" + card).c_str()) < 0 ||
      snd_mixer_selem_register(opened, nullptr, nullptr) < 0 || snd_mixer_load(opened) < 0) {
    return nullptr;
  }
  mixer->collect();
  return mixer->elements_.empty() ? nullptr : std::move(mixer);
}

void AlsaMixer::collect() {
  elements_.clear();
  handles_.clear();
  for (auto* handle = snd_mixer_first_elem(mixer_.get()); handle != nullptr; handle = snd_mixer_elem_next(handle)) {
    if (snd_mixer_selem_is_active(handle) == 0) continue;
    MixerElement element{.name = snd_mixer_selem_get_name(handle),
                         .index = snd_mixer_selem_get_index(handle),
                         .has_volume = snd_mixer_selem_has_capture_volume(handle) != 0,
                         .has_switch = snd_mixer_selem_has_capture_switch(handle) != 0,
                         .common = snd_mixer_selem_has_common_volume(handle) != 0};
    if (!element.has_volume && !element.has_switch) continue;
    if (element.has_volume) snd_mixer_selem_get_capture_volume_range(handle, &element.least, &element.most);
    elements_.push_back(std::move(element));
    handles_.push_back(handle);
  }
}

// Elements come and go with a driver's modes.
bool AlsaMixer::refresh() {
  const int events = snd_mixer_handle_events(mixer_.get());
  if (events < 0) return false;
  if (events > 0) collect();
  return true;
}

std::optional<long> AlsaMixer::volume(std::size_t element) const {
  long steps = 0;
  if (snd_mixer_selem_get_capture_volume(handles_[element], kFirst, &steps) < 0) return std::nullopt;
  return steps;
}

bool AlsaMixer::setVolume(std::size_t element, long steps) {
  return snd_mixer_selem_set_capture_volume_all(handles_[element], steps) >= 0;
}

std::optional<double> AlsaMixer::decibels(std::size_t element, long steps) const {
  long hundredths = 0;
  if (snd_mixer_selem_ask_capture_vol_dB(handles_[element], steps, &hundredths) < 0) return std::nullopt;
  return static_cast<double>(hundredths) / kPerDecibel;
}

std::optional<bool> AlsaMixer::switchOn(std::size_t element) const {
  int on = 0;
  if (snd_mixer_selem_get_capture_switch(handles_[element], kFirst, &on) < 0) return std::nullopt;
  return on != 0;
}

bool AlsaMixer::setSwitch(std::size_t element, bool on) {
  return snd_mixer_selem_set_capture_switch_all(handles_[element], on ? 1 : 0) >= 0;
}

}  // namespace diemcau::media
