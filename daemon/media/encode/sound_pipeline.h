// SPDX-License-Identifier: Apache-2.0
// Blocks of sound in, Opus packets out.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "daemon/media/encode/encode_pipeline.h"
#include "daemon/media/media_time.h"

namespace diemcau::media {

// Opus on the CPU: there is no hardware for it on any known board. Speech application with in-band FEC:
// each packet carries the one before it again, coarsely, when loss is expected. Bound to the loop's thread
// but for push().
class SoundPipeline {
 public:
  // Errors: encoder.*.
  [[nodiscard]] static Result<std::unique_ptr<SoundPipeline>> create(EncodePipeline::Handlers handlers);

  // kSoundBlock samples, `at` on the timeline.
  void push(MediaTime at, std::span<const std::int16_t> samples);
  void setBitrate(std::uint32_t kbps);
  void setExpectedLoss(std::uint32_t percent);

 private:
  SoundPipeline(ElementPtr pipeline, EncodePipeline::Handlers handlers);

  const ElementPtr encoder_;
  EncodePipeline pipeline_;
};

}  // namespace diemcau::media
