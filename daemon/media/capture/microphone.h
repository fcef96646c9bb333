// SPDX-License-Identifier: Apache-2.0
// The room's microphone: which one it is, that it runs, and how it is set.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contract/capture_status.h"
#include "contract/config.h"
#include "daemon/base/device_monitor.h"
#include "daemon/base/event_loop.h"
#include "daemon/media/capture/sound_cards.h"
#include "daemon/media/capture/source_keeper.h"
#include "daemon/media/worker.h"

namespace diemcau::media {

// Follows which cards are there: what is wanted is opened at once when it comes, and given up when it goes.
// Its mixer is set when it is opened and when the wishes change; somebody who turns a knob in between is not
// fought, but told in the status. Bound to the loop's thread; drivers are called on workers.
class Microphone {
 public:
  struct Handlers {
    CapturePipeline::OnSample sample;  // streaming thread; samples of the present source only
    std::function<void()> another;     // what comes from now on is from another source than before
    std::function<void()> changed;     // what can be asked of it is another
  };

  Microphone(base::EventLoop& loop, std::unique_ptr<SoundCards> cards, Handlers handlers);
  ~Microphone();
  Microphone(const Microphone&) = delete;
  Microphone& operator=(const Microphone&) = delete;

  // Its source must be one that parseSource() takes.
  void use(const MicrophoneConfig& config);
  // A sound card may have come or gone.
  void devicesChanged();

  // What is wrong with the source now.
  [[nodiscard]] const std::optional<SourceFault>& fault() const;
  // What the mixer could not do exactly.
  [[nodiscard]] const std::optional<std::string>& adjusted() const { return adjusted_; }
  // It fails again and again.
  [[nodiscard]] bool unstable() const { return keeper_.unstable(); }
  [[nodiscard]] MediaTime closingFor() const { return keeper_.closingFor(); }
  [[nodiscard]] const MixerState& mixer() const { return mixer_; }
  // As the status lists them.
  [[nodiscard]] std::vector<DeviceStatus> devices() const;

 private:
  struct Desk;  // what only the worker touches

  void listed(const std::vector<MicrophoneDevice>& there);
  void choose();
  void chooseAmong();
  void open(const SourceSpec& spec, const std::optional<MicrophoneDevice>& device);
  void applyMixer(bool anew);
  void readMixer();

  base::EventLoop& loop_;
  const Handlers handlers_;
  MixerWishes wishes_;
  std::optional<SourceSpec> spec_;
  bool known_ = false;  // there_ is
  std::vector<MicrophoneDevice> there_;
  std::optional<MicrophoneDevice> device_;  // the one in use, as it is in the list
  std::optional<SourceFault> missing_;
  MixerState mixer_;
  std::optional<std::string> adjusted_;
  std::uint64_t mixer_run_ = 0;  // answers of an older one are of another device
  bool reading_ = false;         // the worker has been asked for the mixer and not answered
  bool listing_ = false;         // nor for the list
  bool list_again_ = false;
  base::Timer read_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::shared_ptr<Desk> desk_;
  SourceKeeper keeper_;
  base::DeviceMonitor monitor_;
  Worker worker_{"sound-cards"};
};

}  // namespace diemcau::media
