// SPDX-License-Identifier: Apache-2.0
// Following the sound cards that come and go.
#include "daemon/media/capture/microphone.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace diemcau::media {
namespace {

using namespace std::chrono_literals;

constexpr auto kReadEvery = 1000ms;

bool isChosen(const SourceSpec& spec) {
  return spec.kind == SourceKind::Auto || spec.kind == SourceKind::Usb || spec.kind == SourceKind::Serial ||
         spec.kind == SourceKind::Name;
}

}  // namespace

struct Microphone::Desk {
  std::unique_ptr<SoundCards> cards;
  std::unique_ptr<Mixer> mixer;
  std::optional<MicrophoneDevice> of;  // whose the mixer is
};

Microphone::Microphone(base::EventLoop& loop, std::unique_ptr<SoundCards> cards, Handlers handlers)
    : loop_(loop),
      handlers_(std::move(handlers)),
      desk_(std::make_shared<Desk>(std::move(cards))),
      keeper_(loop, Medium::Microphone, {.sample = handlers_.sample, .changed = handlers_.changed}),
      monitor_({.subsystem = "sound", .folder = "/dev/snd", .prefix = ""}, [this] { devicesChanged(); }) {
  read_.startEvery(kReadEvery, [this] { readMixer(); });
  devicesChanged();
}

Microphone::~Microphone() { *alive_ = false; }

void Microphone::use(const MicrophoneConfig& config) {
  const auto spec = parseSource(Medium::Microphone, config.source);
  const MixerWishes before = std::exchange(wishes_, wishesOf(config));
  if (!spec || spec_ == *spec) {
    if (before != wishes_) applyMixer(false);
    return;
  }
  spec_ = *spec;
  missing_.reset();
  device_.reset();
  keeper_.leave();
  if (!isChosen(*spec_)) return open(*spec_, microphoneAt(spec_->argument, there_));
  applyMixer(true);
  choose();
}

const std::optional<SourceFault>& Microphone::fault() const { return missing_ ? missing_ : keeper_.fault(); }

std::vector<DeviceStatus> Microphone::devices() const {
  return statusOf(there_, device_ ? device_->node() : std::string());
}

// udev tells of each of a card's nodes: asked again once is enough for all that it tells meanwhile.
void Microphone::devicesChanged() {
  list_again_ = std::exchange(listing_, true);
  if (list_again_) return;
  worker_.post([this, desk = desk_, alive = alive_, &loop = loop_] {
    loop.post([this, alive, there = desk->cards->microphones()] {
      if (*alive) listed(there);
    });
  });
}

void Microphone::listed(const std::vector<MicrophoneDevice>& there) {
  listing_ = false;
  if (std::exchange(list_again_, false)) devicesChanged();
  known_ = true;
  there_ = there;
  choose();
  handlers_.changed();
}

void Microphone::choose() {
  if (!spec_) return;
  if (isChosen(*spec_)) return chooseAmong();
  if (spec_->kind != SourceKind::Device) return;
  // It is tried for ever by itself.
  const auto device = microphoneAt(spec_->argument, there_);
  if (device && device != device_) return open(*spec_, device);
  keeper_.devicesChanged();
  if (!device && std::exchange(device_, std::nullopt)) applyMixer(true);
}

void Microphone::chooseAmong() {
  if (!known_) return;
  const auto chosen = chooseMicrophone(*spec_, there_, device_ ? device_->node() : std::string());
  if (chosen) {
    missing_.reset();
    if (device_ != *chosen) return open({SourceKind::Device, chosen->node()}, *chosen);
    // It may have been away for a moment.
    if (keeper_.fault()) applyMixer(true);
    return keeper_.devicesChanged();
  }
  if (missing_ != chosen.error()) spdlog::warn("microphone: missing: {}", chosen.error().detail);
  missing_ = chosen.error();
  if (!std::exchange(device_, std::nullopt)) return;
  keeper_.leave();
  applyMixer(true);
}

void Microphone::open(const SourceSpec& spec, const std::optional<MicrophoneDevice>& device) {
  if (device) spdlog::info("microphone: {}, {}", device->name, device->node());
  device_ = device;
  applyMixer(true);
  handlers_.another();
  keeper_.use(spec, {});
}

// The mixer of a device that is in use no more is closed: a driver that goes waits for that.
void Microphone::applyMixer(bool anew) {
  ++mixer_run_;
  if (!device_) {
    mixer_ = {};
    adjusted_.reset();
  }
  worker_.post(
      [this, desk = desk_, alive = alive_, &loop = loop_, device = device_, wishes = wishes_, run = mixer_run_, anew] {
        if (anew || !desk->mixer) desk->mixer = device ? desk->cards->openMixer(*device) : nullptr;
        desk->of = device;
        if (!device) return;
        auto missed = applyWishes(desk->mixer.get(), device->device, wishes);
        const MixerState state = desk->mixer ? stateOf(*desk->mixer, device->device) : MixerState{};
        loop.post([this, alive, run, missed = std::move(missed), state] {
          if (!*alive || run != mixer_run_) return;
          adjusted_ = missed;
          mixer_ = state;
          handlers_.changed();
        });
      });
}

void Microphone::readMixer() {
  if (!device_ || std::exchange(reading_, true)) return;
  worker_.post([this, desk = desk_, alive = alive_, &loop = loop_, run = mixer_run_] {
    if (desk->mixer && !desk->mixer->refresh()) desk->mixer.reset();
    const MixerState state = desk->mixer ? stateOf(*desk->mixer, desk->of->device) : MixerState{};
    loop.post([this, alive, run, state] {
      if (!*alive) return;
      reading_ = false;
      if (run == mixer_run_ && std::exchange(mixer_, state) != state) handlers_.changed();
    });
  });
}

}  // namespace diemcau::media
