// SPDX-License-Identifier: Apache-2.0
// Blocks of sound in, Opus packets out.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "daemon/media/encode/encode_pipeline.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

struct SoundSettings {
  std::uint32_t bitrate_kbps = 0;
  std::chrono::milliseconds packet{};  // how much sound is in one: 20 or 60
  std::uint32_t expected_loss_percent = 0;

  friend bool operator==(const SoundSettings&, const SoundSettings&) = default;
};

// Opus on the CPU: there is no hardware for it on any known board. Speech application with in-band FEC:
// each packet carries the one before it again, coarsely, when loss is expected. Made anew for another number
// of channels. Bound to the loop's thread but for push().
class SoundPipeline {
 public:
  // One channel or two. Errors: encoder.*.
  [[nodiscard]] static Result<std::unique_ptr<SoundPipeline>> create(std::uint32_t channels,
                                                                     const EncodePipeline::Handlers& handlers);

  // kSoundBlock frames, `at` on the timeline.
  void push(MediaTime at, std::span<const std::int16_t> samples);
  // While it runs.
  void use(const SoundSettings& settings);
  [[nodiscard]] std::uint32_t channels() const { return units_.channels; }

 private:
  // Says with each unit how many channels it has.
  struct Units final : UnitSink {
    Units(std::uint32_t count, UnitSink& sink) : channels(count), next(sink) {}
    void onUnit(const EncodedUnit& unit) override;
    const std::uint32_t channels;
    UnitSink& next;
  };

  SoundPipeline(std::uint32_t channels, ElementPtr pipeline, const EncodePipeline::Handlers& handlers);

  Units units_;
  const ElementPtr encoder_;
  SoundSettings settings_;
  // Milliseconds that a packet is to have; 0: as it has. Until the pipeline is gone the encoder's thread looks at it.
  const std::shared_ptr<std::atomic<int>> packet_ms_ = std::make_shared<std::atomic<int>>(0);
  EncodePipeline pipeline_;
};

}  // namespace diemcau::media
