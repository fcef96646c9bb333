// SPDX-License-Identifier: Apache-2.0
// An encoder proves itself before it is taken.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "daemon/media/encode/proof_pictures.h"
#include "daemon/media/encode/video_encoder.h"

namespace diemcau::media {

struct Proof {
  std::optional<EncoderFault> fault;   // stalled, failed, output_invalid, holds_frames
  std::chrono::nanoseconds took{};     // all of it
  std::chrono::nanoseconds latency{};  // from a picture to its unit, the median
  double pictures_per_second = 0;      // that it can do
};

// Thirty pictures through an encoder made for these settings, in a pipeline of its own, as fast as it takes
// them: some one at a time, which shows what it holds back and how late it is, the rest two at a time, which
// shows how fast it is; before one of them a keyframe is asked for. Blocks for as long as a driver likes; an
// encoder that answers is judged within proofBound(). The pictures are of the settings' size.
[[nodiscard]] Proof prove(const VideoEncoderBackend& backend, const VideoSettings& settings,
                          const ProofPictures& pictures);
[[nodiscard]] std::chrono::nanoseconds proofBound(std::uint32_t fps);

// Why an encoder that proved itself so is not taken for this rate: what was found, or too_slow, or
// holds_frames when a picture is later than one frame (33 ms above 30 a second).
[[nodiscard]] std::optional<EncoderFault> verdict(const Proof& proof, std::uint32_t fps);

}  // namespace diemcau::media
