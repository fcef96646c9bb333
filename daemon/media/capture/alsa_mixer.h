// SPDX-License-Identifier: Apache-2.0
// A card's mixer through libasound's simple mixer interface.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/media/capture/mixer.h"

typedef struct _snd_mixer snd_mixer_t;
typedef struct _snd_mixer_elem snd_mixer_elem_t;

namespace diemcau::media {

class AlsaMixer final : public Mixer {
 public:
  // `card`: its id. Nothing: it has no mixer, or it cannot be opened.
  [[nodiscard]] static std::unique_ptr<AlsaMixer> open(const std::string& card);

  [[nodiscard]] const std::vector<MixerElement>& elements() const override { return elements_; }
  [[nodiscard]] bool refresh() override;
  [[nodiscard]] std::optional<long> volume(std::size_t element) const override;
  [[nodiscard]] bool setVolume(std::size_t element, long steps) override;
  [[nodiscard]] std::optional<double> decibels(std::size_t element, long steps) const override;
  [[nodiscard]] std::optional<bool> switchOn(std::size_t element) const override;
  [[nodiscard]] bool setSwitch(std::size_t element, bool on) override;

 private:
  struct Close {
    void operator()(snd_mixer_t* mixer) const noexcept;
  };

  explicit AlsaMixer(snd_mixer_t* mixer) : mixer_(mixer) {}
  void collect();

  std::unique_ptr<snd_mixer_t, Close> mixer_;
  std::vector<MixerElement> elements_;
  std::vector<snd_mixer_elem_t*> handles_;  // of the mixer
};

}  // namespace diemcau::media
